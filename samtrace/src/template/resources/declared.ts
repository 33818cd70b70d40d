import type { Problems } from '../problems.ts';
import { Properties } from '../properties.ts';
import { resolve } from '../resolve.ts';
import type { ResourceScope } from '../resource-scope.ts';
import type { Resource } from '../sections.ts';
import type { Mapping } from '../value.ts';
import type { ResourceKind } from './kind.ts';

/** A resource with its properties resolved. */
export interface DeclaredResource {
  readonly logicalId: string;
  readonly type: string;
  readonly line: number;
  readonly name: string;
  /** The value of `Ref`. */
  readonly ref: string;
  /** Empty for a type without one. */
  readonly arn: string;
  readonly properties: Properties;
  readonly metadata: Mapping;
}

/** A resource that is not supported, under the values by which others name it. */
export interface IgnoredResource {
  readonly logicalId: string;
  readonly type: string;
  readonly name: string;
  readonly ref: string;
  readonly arn: string;
}

/** Every existing resource of the template, in the order of the template. */
export class Declared {
  readonly #resources: readonly DeclaredResource[];
  readonly #ignored: readonly IgnoredResource[];

  constructor(resources: readonly DeclaredResource[], ignored: readonly IgnoredResource[]) {
    this.#resources = resources;
    this.#ignored = ignored;
  }

  /** The resources that are supported. */
  ofTypes(...types: readonly string[]): DeclaredResource[] {
    return this.#resources.filter(({ type }) => types.includes(type));
  }

  /** Every resource that is supported, in the order of the template. */
  all(): readonly DeclaredResource[] {
    return this.#resources;
  }

  /** The existing resource with a logical ID. */
  named(logicalId: string): DeclaredResource {
    const found = this.#resources.find((resource) => resource.logicalId === logicalId);
    if (found === undefined) throw new Error(`The template has no resource ${logicalId}.`);
    return found;
  }

  /** The ignored resource that a string names by its `Ref`, its ARN, or its name. Resources that refer to it are ignored, too. */
  ignoredAt(text: string): IgnoredResource | undefined {
    return this.#ignored.find(({ name, ref, arn }) => [name, ref, arn].includes(text));
  }

  /** Reports resources that cannot have one name both. */
  checkNames(kinds: ReadonlyMap<string, ResourceKind>, problems: Problems): void {
    const first = new Map<string, string>();
    for (const { logicalId, type, name, line } of this.#resources) {
      if (!kinds.get(type)?.uniqueName) continue;
      const other = first.get(`${type} ${name}`);
      if (other === undefined) first.set(`${type} ${name}`, logicalId);
      else problems.add(line, `${logicalId}: ${name} already exists: it is the name of ${other}.`);
    }
  }
}

/** Resolves one resource; undefined, with its problems kept, when not even its name can be resolved. */
export function declare(resource: Resource, scope: ResourceScope): DeclaredResource | undefined {
  const { logicalId, type, line, metadata } = resource;
  const { problems } = scope;
  const properties = problems.attempt(() => resolve(resource.properties, scope));
  const name = problems.attempt(() => scope.physicalName(resource));
  if (name === undefined || properties?.kind !== 'mapping') return undefined;
  return {
    logicalId,
    type,
    line,
    name,
    ref: scope.refOf(resource),
    arn: scope.arn(resource),
    properties: new Properties(logicalId, properties, problems),
    metadata,
  };
}

export function declareIgnored(resource: Resource, scope: ResourceScope): IgnoredResource {
  const { logicalId, type } = resource;
  return { logicalId, type, name: scope.physicalName(resource), ref: scope.refOf(resource), arn: scope.arn(resource) };
}
