import { type Account, stackArn } from '../aws/arn.ts';
import type { Conditions } from './conditions.ts';
import type { OutsideSource, OutsideValues } from './outside-values.ts';
import type { Parameters } from './parameters.ts';
import { Problem, type Problems } from './problems.ts';
import type { Scope } from './scope.ts';
import { list, type Mapping, type Plain, scalar } from './value.ts';

export interface Surroundings {
  readonly account: Account;
  readonly stackName: string;
  /** The template's directory, absolute. */
  readonly directory: string;
  readonly parameters: Parameters;
  readonly outside: OutsideValues;
  readonly mappings: Mapping;
  readonly conditions: Conditions;
  readonly problems: Problems;
}

/** The names that are allowed outside Resources and Outputs: parameters, pseudo parameters, mappings and conditions. */
export class ParameterScope implements Scope {
  readonly problems: Problems;
  protected readonly surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
    this.problems = surroundings.problems;
  }

  ref(name: string, line: number): Plain | undefined {
    if (name === 'AWS::NoValue') return undefined;
    const { values, missing } = this.surroundings.parameters;
    const missingAt = missing.get(name);
    if (missingAt !== undefined) throw missingAt;
    const value = values.get(name) ?? this.#pseudoParameter(name, line);
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

  outside(source: OutsideSource, name: string): string {
    return this.surroundings.outside.valueOf(source, name);
  }

  #pseudoParameter(name: string, line: number): Plain | undefined {
    const { account, stackName } = this.surroundings;
    const { accountId, region } = account;
    if (name === 'AWS::NotificationARNs') return list([], line);
    const texts: Record<string, string> = {
      'AWS::AccountId': accountId,
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::StackId': stackArn(account, stackName),
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    const text = texts[name];
    return text === undefined ? undefined : scalar(text, line);
  }
}

export function unresolved(name: string, line: number): Problem {
  return new Problem(line, `Template format error: Unresolved resource dependencies [${name}].`);
}
