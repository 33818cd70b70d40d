import type { Problems } from '../problems.ts';
import { Properties } from '../properties.ts';
import { resolve } from '../resolve.ts';
import type { ResourceScope } from '../scope.ts';
import type { Resource } from '../sections.ts';
import type { Mapping } from '../value.ts';

/** A resource with its properties resolved. */
export interface DeclaredResource {
  readonly logicalId: string;
  readonly type: string;
  readonly line: number;
  readonly name: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** Empty for a type without one. */
  readonly arn: string;
  readonly properties: Properties;
  readonly metadata: Mapping;
}

/** Types whose names belong to the account; inline policies and subscription filters have theirs in a role or a group. */
const NAMED_ONCE = [
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
];

/** Every resource of the template that is there, in its order. */
export class Declared {
  readonly #resources: readonly DeclaredResource[];

  constructor(resources: readonly DeclaredResource[]) {
    this.#resources = resources;
  }

  ofTypes(...types: readonly string[]): DeclaredResource[] {
    return this.#resources.filter(({ type }) => types.includes(type));
  }

  /** The resource of a logical id that is there. */
  named(logicalId: string): DeclaredResource {
    const found = this.#resources.find((resource) => resource.logicalId === logicalId);
    if (found === undefined) throw new Error(`The template has no resource ${logicalId}.`);
    return found;
  }

  /** Two resources of such a type cannot have one name. */
  checkNames(problems: Problems): void {
    const first = new Map<string, string>();
    for (const { logicalId, type, name, line } of this.ofTypes(...NAMED_ONCE)) {
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
  const ref = problems.attempt(() => scope.ref(logicalId, line));
  if (name === undefined || properties?.kind !== 'mapping') return undefined;
  return {
    logicalId,
    type,
    line,
    name,
    ref: ref?.kind === 'scalar' ? String(ref.value) : name,
    arn: scope.arn(resource),
    properties: new Properties(logicalId, properties, problems),
    metadata,
  };
}
