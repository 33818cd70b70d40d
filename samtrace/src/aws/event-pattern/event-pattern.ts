import { isJsonObject } from '../json.ts';
import type { Condition } from './condition.ts';
import type { Dialect } from './dialect.ts';
import { type FlatValue, flatten } from './flatten.ts';
import { compileCondition } from './operators.ts';
import { PatternError } from './pattern-error.ts';

/** A compiled event pattern or filter policy. */
export interface EventPattern {
  /** Whether the event, any JSON value, matches. */
  matches(event: unknown): boolean;
}

interface Field {
  readonly path: string;
  readonly conditions: readonly Condition[];
}

/** Fields that all have to match. */
type Alternative = readonly Field[];

/** The list elements of the event that contain a value: list number and index. */
type Places = FlatValue['places'];

/** `$or` multiplies out to at most this many alternatives. */
const MAX_ALTERNATIVES = 1000;

const TOO_COMPLEX =
  'Rule is too complex - try using fewer OR condition or fewer values in OR condition, and try simplify the rule';

/**
 * Compiles a parsed event pattern, the language that EventBridge, SNS and Lambda's event source mappings share. All
 * fields have to match, and of a field's list at least one entry. A list in the event matches if one of its elements does.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * Throws a {@link PatternError}.
 */
export function compileEventPattern(pattern: unknown, dialect: Dialect): EventPattern {
  if (!isJsonObject(pattern)) throw new PatternError('Filter is not an object');
  const alternatives = alternativesOf(pattern, '', dialect);
  return {
    matches(event) {
      const values = flatten(event);
      return alternatives.some((fields) => allMatch(fields, values));
    },
  };
}

function alternativesOf(pattern: Record<string, unknown>, parent: string, dialect: Dialect): Alternative[] {
  let alternatives: Alternative[] = [[]];
  for (const [key, value] of Object.entries(pattern)) {
    alternatives = product(alternatives, alternativesOfKey(key, value, parent, dialect));
  }
  return alternatives;
}

function alternativesOfKey(key: string, value: unknown, parent: string, dialect: Dialect): Alternative[] {
  if (key === '$or' && isOrList(value, dialect)) {
    return value.flatMap((branch) => alternativesOf(branch, parent, dialect));
  }
  const path = parent === '' ? key : `${parent}.${key}`;
  if (isJsonObject(value)) {
    if (Object.keys(value).length === 0) throw new PatternError('Empty objects are not allowed');
    return alternativesOf(value, path, dialect);
  }
  if (!Array.isArray(value)) throw new PatternError(`"${key}" must be an object or an array`);
  if (value.length === 0) throw new PatternError('Empty arrays are not allowed');
  return [[{ path, conditions: value.map((entry) => compileCondition(entry, dialect)) }]];
}

/** `$or` is an operator if it contains two or more objects and none of them is a match expression. Otherwise it is a field. */
function isOrList(value: unknown, dialect: Dialect): value is Record<string, unknown>[] {
  return (
    Array.isArray(value) &&
    value.length >= 2 &&
    value.every((branch) => isJsonObject(branch) && !Object.keys(branch).some((key) => dialect.operators.has(key)))
  );
}

function product(left: Alternative[], right: Alternative[]): Alternative[] {
  if (left.length * right.length > MAX_ALTERNATIVES) throw new PatternError(TOO_COMPLEX);
  return left.flatMap((one) => right.map((other) => [...one, ...other]));
}

/**
 * Whether every field finds a value. Values from one list must come from the same element of it: of
 * `[{a: 1, b: 2}, {a: 3, b: 4}]`, a = 1 with b = 4 does not match.
 */
function allMatch(fields: Alternative, values: ReadonlyMap<string, readonly FlatValue[]>): boolean {
  const candidates: Places[][] = [];
  for (const { path, conditions } of fields) {
    const found = values.get(path);
    if (found === undefined) {
      if (conditions.some(({ kind }) => kind === 'absent')) continue;
      return false;
    }
    const matching = found.filter(({ value }) =>
      conditions.some((condition) => condition.kind === 'value' && condition.matches(value)),
    );
    if (matching.length === 0) return false;
    candidates.push(matching.map(({ places }) => places));
  }
  return canCombine(candidates, new Map());
}

/** Whether one value of each list can be chosen so that no two of them are in different elements of the same list of the event. */
function canCombine(candidates: readonly (readonly Places[])[], chosen: Places): boolean {
  const [first, ...others] = candidates;
  if (first === undefined) return true;
  return first.some((places) => isConsistent(places, chosen) && canCombine(others, new Map([...chosen, ...places])));
}

function isConsistent(one: Places, other: Places): boolean {
  for (const [list, index] of one) {
    const known = other.get(list);
    if (known !== undefined && known !== index) return false;
  }
  return true;
}
