import type { Token } from '../../aws/wildcards.ts';
import { operatorNamed } from './operators.ts';
import { fill } from './pattern.ts';
import type { KeyValues, RequestContext } from './request-context.ts';

/** `unknown`: it depends on a key, a variable or an operator that samtrace does not support. */
export type Judgement = 'met' | 'unmet' | 'unknown';

type Quantifier = 'ForAllValues' | 'ForAnyValue' | undefined;

/**
 * Evaluates the Condition of a statement: all operators and all keys must match. One value of a key is enough.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function judge(
  condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> | undefined,
  context: RequestContext,
): Judgement {
  const judgements = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => judgeKey(operator, context(key), values, context)),
  );
  if (judgements.includes('unmet')) return 'unmet';
  return judgements.includes('unknown') ? 'unknown' : 'met';
}

function judgeKey(name: string, actual: KeyValues, wanted: readonly string[], context: RequestContext): Judgement {
  if (actual === 'unknown') return 'unknown';
  if (name === 'Null') return judgeNull(actual, wanted);
  const [, quantifier, operatorName = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(name) ?? [];
  const operator = operatorNamed(operatorName);
  if (operator === undefined) return 'unknown';
  if (actual === 'absent') {
    const holds = isMetWithoutKey(quantifier as Quantifier, ifExists !== undefined, operator.negated);
    return holds ? 'met' : 'unmet';
  }
  const patterns = wanted.map((value) => fill(value, context));
  const known = patterns.filter((pattern): pattern is readonly Token[] => typeof pattern !== 'string');
  const holdsFor = (value: string) => known.some((pattern) => operator.compare(pattern, value)) !== operator.negated;
  const holds = quantifier === 'ForAllValues' ? actual.every(holdsFor) : actual.some(holdsFor);
  // An unknown value could match. The effect of a negation on a variable without a value is not documented.
  const isOpen = patterns.includes('unknown') || (operator.negated && patterns.includes('absent'));
  const couldChange = isOpen && holds === operator.negated;
  return couldChange ? 'unknown' : holds ? 'met' : 'unmet';
}

/**
 * A missing key matches nothing, so a negated operator is met. `ForAllValues` is met by no values, `ForAnyValue` is not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function isMetWithoutKey(quantifier: Quantifier, ifExists: boolean, negated: boolean): boolean {
  if (ifExists || quantifier === 'ForAllValues') return true;
  return quantifier === undefined && negated;
}

/** `"true"`: the key is missing. `"false"`: the key exists and has a value. */
function judgeNull(actual: Exclude<KeyValues, 'unknown'>, wanted: readonly string[]): Judgement {
  const isNull = actual === 'absent' || actual.length === 0;
  return wanted.some((value) => (value.toLowerCase() === 'true') === isNull) ? 'met' : 'unmet';
}
