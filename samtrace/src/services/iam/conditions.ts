import { matchesWildcards } from '../../aws/wildcards.ts';

/** The condition keys whose values are known here; every other key is unknown, not absent. */
export type ConditionContext = Readonly<Record<string, string>>;

/** `unknown`: it rests on a key or an operator that the local stack cannot judge. */
export type Judgement = 'met' | 'unmet' | 'unknown';

type Compare = (wanted: string, actual: string) => boolean;

const equals: Compare = (wanted, actual) => wanted === actual;
const equalsIgnoreCase: Compare = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

/** Operators over texts. A negated one is met when no value matches. */
const OPERATORS: Readonly<Record<string, { compare: Compare; negated?: true }>> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoreCase },
  StringNotEqualsIgnoreCase: { compare: equalsIgnoreCase, negated: true },
  StringLike: { compare: matchesWildcards },
  StringNotLike: { compare: matchesWildcards, negated: true },
  ArnEquals: { compare: matchesWildcards },
  ArnLike: { compare: matchesWildcards },
  ArnNotEquals: { compare: matchesWildcards, negated: true },
  ArnNotLike: { compare: matchesWildcards, negated: true },
  Bool: { compare: equalsIgnoreCase },
};

/**
 * Judges a statement's Condition: all operators and all keys must be met, any one of a key's values is enough.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function judge(
  condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> | undefined,
  context: ConditionContext,
): Judgement {
  const judgements = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => judgeOne(operator, key, values, context)),
  );
  if (judgements.includes('unmet')) return 'unmet';
  return judgements.includes('unknown') ? 'unknown' : 'met';
}

function judgeOne(operator: string, key: string, values: readonly string[], context: ConditionContext): Judgement {
  const known = OPERATORS[operator.replace(/IfExists$/, '')];
  // Names of condition keys are not case-sensitive.
  const actual = Object.entries(context).find(([name]) => equalsIgnoreCase(name, key))?.[1];
  if (known === undefined || actual === undefined || values.some(hasVariable)) return 'unknown';
  const matches = values.some((value) => known.compare(value, actual));
  return matches === (known.negated !== true) ? 'met' : 'unmet';
}

/** `${aws:username}` and its like, which the local stack does not fill in; `${*}`, `${?}` and `${$}` are plain characters. */
export function hasVariable(text: string): boolean {
  return /\$\{[^*?$}]/.test(text);
}
