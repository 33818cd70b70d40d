import type { Account } from '../../aws/arn.ts';
import type { Scope } from '../scope.ts';
import type { Resource } from '../sections.ts';
import type { Value } from '../value.ts';

/**
 * A CloudFormation resource type that samtrace supports. To support another type:
 *
 * 1. Add a file to this folder that exports its kind and a function that reads such resources into the model.
 * 2. Add the kind to `kinds.ts`, its part of the model to `model.ts`, and the call of the function to `template.ts`.
 *
 * Every type that is not in `kinds.ts` is ignored.
 */
export interface ResourceKind {
  readonly type: string;
  readonly identity: Identity;
  readonly properties: PropertySupport;
  /** Whether two resources of this type in one account must have different names. */
  readonly uniqueName: boolean;
  /** Why this resource cannot be supported although its type is. It is ignored then. */
  unplayable?(resource: Resource, scope: Scope): string | undefined;
}

/**
 * Names of properties. A name can be a path such as `LoggingConfig.LogFormat`. It includes everything below it, and `*`
 * is any key. Every property that is in neither list is ignored.
 */
export interface PropertySupport {
  readonly acted: readonly string[];
  /** Properties that change nothing locally. */
  readonly withoutLocalEffect: readonly string[];
}

/** How resources of a type are named, and which values `Ref` and `Fn::GetAtt` have. */
export interface Identity {
  /** The property with the physical name. CloudFormation makes up a name if it is absent. */
  readonly nameProperty?: string;
  /** The name, if it consists of several properties. */
  nameOf?(resource: Resource): Value | undefined;
  readonly maxNameLength: number;
  readonly lowerCase?: true;
  /** The end of a made-up name. */
  suffix?(resource: Resource): string;
  /** The value of `Ref`; the physical name if absent. */
  ref?(name: string, account: Account, property: ReadText): string;
  attributes(name: string, account: Account, property: ReadText): Readonly<Record<string, string>>;
}

/** Reads a text property of the resource; undefined if it is absent. */
export type ReadText = (property: string) => string | undefined;

export const noAttributes = (): Readonly<Record<string, string>> => ({});

/** The names in a text, so that a long list of properties stays readable. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
