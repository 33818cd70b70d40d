import { guessedAttribute, ignoredIdentity } from './ignored-identity.ts';
import { ParameterScope, type Surroundings, unresolved } from './parameter-scope.ts';
import { physicalName } from './physical-name.ts';
import { Problem, Told } from './problems.ts';
import { resolveText } from './resolve.ts';
import type { Identity, ReadText, ResourceKind } from './resources/kind.ts';
import type { Resource } from './sections.ts';
import { type Plain, scalar } from './value.ts';

/** The resources of a template after its transform, and which of them samtrace supports. */
export interface Resources {
  readonly all: ReadonlyMap<string, Resource>;
  /** The logical IDs of those that are not supported. */
  readonly ignored: ReadonlySet<string>;
  /** The logical IDs of those that cannot be read; the problem has been reported. */
  readonly refused: ReadonlySet<string>;
  readonly kinds: ReadonlyMap<string, ResourceKind>;
}

/** The names that are allowed inside Resources and Outputs: those of {@link ParameterScope} and the resources. */
export class ResourceScope extends ParameterScope {
  readonly #resources: Resources;
  readonly #names = new Map<string, string>();
  readonly #open = new Set<string>();

  constructor(surroundings: Surroundings, resources: Resources) {
    super(surroundings);
    this.#resources = resources;
  }

  override ref(name: string, line: number): Plain | undefined {
    const resource = this.#find(name);
    if (resource !== undefined) return scalar(this.refOf(resource), line);
    const madeId = this.#madeBySam(name);
    if (madeId !== undefined) return this.ref(madeId, line);
    if (this.#ignoredMakerOf(name) !== undefined) return scalar(this.#nameOfMade(name), line);
    return super.ref(name, line);
  }

  override attribute(logicalId: string, attribute: string, line: number): Plain {
    const resource = this.#find(logicalId);
    const maker = resource === undefined ? this.#ignoredMakerOf(logicalId) : undefined;
    if (maker !== undefined) {
      const type = logicalId.endsWith('Role') ? 'AWS::IAM::Role' : maker.type;
      return scalar(guessedAttribute(type, attribute, this.#nameOfMade(logicalId), this.surroundings.account), line);
    }
    if (resource === undefined) throw unresolved(logicalId, line);
    const name = this.physicalName(resource);
    const { account } = this.surroundings;
    const attributes = this.#identityOf(resource).attributes(name, account, this.#textsOf(resource));
    const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (value !== undefined) return scalar(value, line);
    if (this.#resources.ignored.has(logicalId)) {
      return scalar(guessedAttribute(resource.type, attribute, name, account), line);
    }
    throw new Problem(line, `samtrace does not support the attribute ${attribute} of ${resource.type}.`);
  }

  refOf(resource: Resource): string {
    const name = this.physicalName(resource);
    return this.#identityOf(resource).ref?.(name, this.surroundings.account, this.#textsOf(resource)) ?? name;
  }

  /** Empty for a type that has no ARN. */
  arn(resource: Resource): string {
    const name = this.physicalName(resource);
    const { Arn } = this.#identityOf(resource).attributes(name, this.surroundings.account, this.#textsOf(resource));
    if (Arn !== undefined || !this.#resources.ignored.has(resource.logicalId)) return Arn ?? '';
    return guessedAttribute(resource.type, 'Arn', name, this.surroundings.account);
  }

  /** The name in the template, or the name that CloudFormation would generate. */
  physicalName(resource: Resource): string {
    const { logicalId } = resource;
    const known = this.#names.get(logicalId);
    if (known !== undefined) return known;
    // The names of ignored resources may go in circles.
    if (this.#open.has(logicalId)) return this.#generatedName(resource);
    this.#open.add(logicalId);
    try {
      const name = this.#givenName(resource) ?? this.#generatedName(resource);
      this.#names.set(logicalId, name);
      return name;
    } finally {
      this.#open.delete(logicalId);
    }
  }

  #find(logicalId: string): Resource | undefined {
    if (this.#resources.refused.has(logicalId)) throw new Told();
    return this.#resources.all.get(logicalId);
  }

  /** SAM resolves `Api.Stage`, `Function.Alias` and the like to resources that it makes. */
  #madeBySam(name: string): string | undefined {
    const [owner = '', made = ''] = name.split('.');
    return made === '' ? undefined : this.#find(owner)?.makes?.get(made);
  }

  /** The ignored resource of which SAM would make one with this name: `Api.Stage`, `StateMachineRole`. */
  #ignoredMakerOf(name: string): Resource | undefined {
    const { all, ignored } = this.#resources;
    return [...all.values()].find(
      ({ logicalId, type }) =>
        ignored.has(logicalId) && name.startsWith(logicalId) && type.startsWith('AWS::Serverless::'),
    );
  }

  #nameOfMade(name: string): string {
    return physicalName(this.surroundings.stackName, name.replace('.', ''), 255);
  }

  #identityOf(resource: Resource): Identity {
    return this.#resources.kinds.get(resource.type)?.identity ?? ignoredIdentity(resource);
  }

  #textsOf({ properties }: Resource): ReadText {
    return (property) => {
      const value = properties.entries.get(property);
      return value && resolveText(value, this, property);
    };
  }

  #givenName(resource: Resource): string | undefined {
    const { nameProperty, nameOf } = this.#identityOf(resource);
    const property = nameProperty === undefined ? undefined : resource.properties.entries.get(nameProperty);
    const given = nameOf?.(resource) ?? property;
    if (given === undefined) return undefined;
    const what = nameProperty ?? `the name of ${resource.logicalId}`;
    if (!this.#resources.ignored.has(resource.logicalId)) return resolveText(given, this, what);
    try {
      return resolveText(given, this, what);
    } catch (error) {
      // Nothing in an ignored resource stops the template.
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }

  #generatedName(resource: Resource): string {
    const { maxNameLength, lowerCase, suffix } = this.#identityOf(resource);
    const end = suffix?.(resource) ?? '';
    const name = physicalName(this.surroundings.stackName, resource.logicalId, maxNameLength - end.length);
    return `${lowerCase ? name.toLowerCase() : name}${end}`;
  }
}
