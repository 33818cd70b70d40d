import type { Account } from '../aws/arn.ts';
import type { Conditions } from './conditions.ts';
import { identityOf } from './identities.ts';
import { physicalName } from './physical-name.ts';
import { Problem, type Problems, Told } from './problems.ts';
import { resolveText, type Scope } from './resolve.ts';
import type { Resource } from './sections.ts';
import { list, type Mapping, type Plain, scalar } from './value.ts';

export interface Surroundings {
  readonly account: Account;
  readonly stackName: string;
  readonly parameters: ReadonlyMap<string, Plain>;
  readonly mappings: Mapping;
  readonly conditions: Conditions;
  readonly problems: Problems;
}

/** What may be named outside Resources and Outputs: parameters, pseudo parameters, mappings and conditions. */
export class ParameterScope implements Scope {
  readonly problems: Problems;
  protected readonly surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
    this.problems = surroundings.problems;
  }

  ref(name: string, line: number): Plain | undefined {
    if (name === 'AWS::NoValue') return undefined;
    const value = this.surroundings.parameters.get(name) ?? this.#pseudoParameter(name, line);
    if (value === undefined) throw unresolved(name, line);
    return { ...value, line };
  }

  attribute(logicalId: string, attribute: string, line: number): Plain {
    throw new Problem(line, `${logicalId}.${attribute} cannot be named here: only parameters and mappings can.`);
  }

  condition(name: string, line: number): boolean {
    return this.surroundings.conditions.holds(name, line, new ParameterScope(this.surroundings));
  }

  findInMap([map, top, second]: readonly [string, string, string], line: number): Plain {
    const level = this.surroundings.mappings.entries.get(map);
    const inner = level?.kind === 'mapping' ? level.entries.get(top) : undefined;
    const value = inner?.kind === 'mapping' ? inner.entries.get(second) : undefined;
    if (value?.kind === 'scalar') return { ...value, line };
    if (value?.kind === 'list' && value.items.every((item) => item.kind === 'scalar')) return list(value.items, line);
    throw new Problem(line, `Template error: Unable to get mapping for ${map}::${top}::${second}.`);
  }

  #pseudoParameter(name: string, line: number): Plain | undefined {
    const { account, stackName } = this.surroundings;
    const { accountId, region } = account;
    if (name === 'AWS::NotificationARNs') return list([], line);
    const texts: Record<string, string> = {
      'AWS::AccountId': accountId,
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/00000000-0000-0000-0000-000000000000`,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    const text = texts[name];
    return text === undefined ? undefined : scalar(text, line);
  }
}

/** What may be named inside Resources and Outputs: all of the above, and the resources that are there. */
export class ResourceScope extends ParameterScope {
  readonly #resources: ReadonlyMap<string, Resource>;
  readonly #refused: ReadonlySet<string>;
  readonly #names = new Map<string, string>();

  /** `refused`: the names of resources that are in the template and cannot be here, which has been told. */
  constructor(
    surroundings: Surroundings,
    resources: ReadonlyMap<string, Resource>,
    refused: ReadonlySet<string> = new Set(),
  ) {
    super(surroundings);
    this.#resources = resources;
    this.#refused = refused;
  }

  override ref(name: string, line: number): Plain | undefined {
    if (this.#refused.has(name)) throw new Told();
    const resource = this.#resources.get(name);
    if (resource === undefined) return super.ref(name, line);
    const physical = this.physicalName(resource);
    return scalar(identityOf(resource.type).ref?.(physical, this.surroundings.account) ?? physical, line);
  }

  override attribute(logicalId: string, attribute: string, line: number): Plain {
    if (this.#refused.has(logicalId)) throw new Told();
    const resource = this.#resources.get(logicalId);
    if (resource === undefined) throw unresolved(logicalId, line);
    const attributes = identityOf(resource.type).attributes(this.physicalName(resource), this.surroundings.account);
    const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (value !== undefined) return scalar(value, line);
    throw new Problem(line, `The local stack does not support the attribute ${attribute} of ${resource.type}.`);
  }

  /** Empty for a type that has no ARN, or none that the local stack knows. */
  arn(resource: Resource): string {
    return identityOf(resource.type).attributes(this.physicalName(resource), this.surroundings.account).Arn ?? '';
  }

  /** The name that the template gives, or the one that CloudFormation would make up. */
  physicalName(resource: Resource): string {
    const known = this.#names.get(resource.logicalId);
    if (known !== undefined) return known;
    const { nameProperty } = identityOf(resource.type);
    const given = nameProperty === undefined ? undefined : resource.properties.entries.get(nameProperty);
    const name = given === undefined ? this.#generatedName(resource) : resolveText(given, this, `${nameProperty}`);
    this.#names.set(resource.logicalId, name);
    return name;
  }

  #generatedName(resource: Resource): string {
    const { maxNameLength, lowerCase, suffix } = identityOf(resource.type);
    const end = suffix?.(resource) ?? '';
    const name = physicalName(this.surroundings.stackName, resource.logicalId, maxNameLength - end.length);
    return `${lowerCase ? name.toLowerCase() : name}${end}`;
  }
}

function unresolved(name: string, line: number): Problem {
  return new Problem(line, `Template format error: Unresolved resource dependencies [${name}].`);
}
