import type { IgnoredList } from '../ignored.ts';
import type { PropertySupport } from '../resources/kind.ts';
import type { Scope } from '../scope.ts';
import type { Resource } from '../sections.ts';
import type { Mapping } from '../value.ts';
import type { AddedPolicy } from './generated.ts';
import type { InvokedFunction } from './invoked-function.ts';

/** The template around a resource, as its transform sees it. */
export interface SamContext {
  readonly scope: Scope;
  readonly ignored: IgnoredList;
  /** The resources that the template declares, by logical ID, before SAM's transform. */
  readonly declared: ReadonlyMap<string, Resource>;
}

/**
 * A resource type of SAM that samtrace supports. To support another type, add a file to this folder that exports its kind, and
 * add the kind to `kinds.ts`. The resources that it creates need their own kinds in `../resources/kinds.ts`.
 */
export interface SamKind {
  readonly type: string;
  readonly properties: PropertySupport;
  /** The section of Globals with values for every resource of this type. */
  readonly globals?: GlobalsSection;
  /** Why this resource cannot be supported although its type is. It is ignored then. */
  unplayable?(resource: Resource, scope: Scope): string | undefined;
  /**
   * The CloudFormation resources that SAM creates for a resource, with SAM's logical IDs. Two results with the same logical ID
   * and type become one resource, so a transform can also add properties to a resource that another one makes.
   */
  transform(resource: Resource, context: SamContext): Resource[];
}

export interface GlobalsSection {
  readonly name: string;
  /** Properties of the type that SAM does not accept in Globals. */
  readonly excluded: ReadonlySet<string>;
}

/** One entry of a function's `Events`. */
export interface SamEvent {
  readonly functionId: string;
  /** The function, or the alias that SAM publishes. */
  readonly invoked: InvokedFunction;
  readonly name: string;
  readonly type: string;
  readonly properties: Mapping;
  readonly line: number;
}

/** The result of an event's transform: resources, and the rights that SAM adds to the function's role. */
export interface EventResult {
  readonly resources: readonly Resource[];
  readonly policies?: readonly AddedPolicy[];
  /** Names of AWS's managed policies. */
  readonly managedPolicies?: readonly string[];
}

/**
 * An event type of SAM that samtrace supports. To support another type, add a file to `events/` that exports its kind, and add the
 * kind to `events/kinds.ts`. Events of every other type are ignored.
 */
export interface EventKind {
  readonly type: string;
  transform(event: SamEvent, context: SamContext): EventResult;
}
