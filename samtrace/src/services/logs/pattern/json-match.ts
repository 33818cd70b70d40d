import type { Comparison, Expression, Selector, Step, Test } from './json-pattern.ts';

/** A message that is not JSON as a whole matches no JSON pattern, not even NOT EXISTS. */
export function matchesJson(expression: Expression, message: string): boolean {
  // The first character excludes most other messages. JSON.parse would need ten times as long to throw.
  if (!/^\s*[{[]/.test(message)) return false;
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return false;
  }
  return typeof value === 'object' && value !== null && holds(expression, value);
}

function holds(expression: Expression, value: object): boolean {
  if (expression.kind === 'condition') {
    const { selector, test } = expression;
    const selected = select(value, selector);
    return test.kind === 'not exists' ? selected.length === 0 : selected.some((each) => satisfies(each, test));
  }
  const each = (operand: Expression) => holds(operand, value);
  return expression.kind === 'and' ? expression.operands.every(each) : expression.operands.some(each);
}

/** All values that a selector reaches: none or one without a wildcard. */
function select(root: unknown, selector: Selector): unknown[] {
  return selector.reduce<unknown[]>((values, step) => values.flatMap((value) => follow(value, step)), [root]);
}

function follow(value: unknown, step: Step): unknown[] {
  if (Array.isArray(value)) {
    if (step.kind === 'every element') return value;
    return step.kind === 'element' && step.index < value.length ? [value[step.index]] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (step.kind === 'every property') return Object.values(value);
  if (step.kind !== 'property' || !Object.hasOwn(value, step.name)) return [];
  return [(value as Record<string, unknown>)[step.name]];
}

/**
 * Only a string or a number satisfies a comparison; an object, an array, null and a boolean satisfy none, `!=` included.
 * A number's text counts too, so that `4*` finds 404.
 */
function satisfies(value: unknown, test: Exclude<Test, { kind: 'not exists' }>): boolean {
  if (test.kind === 'is') return value === test.value;
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  if (test.kind === 'text') return test.matches(String(value)) !== test.negated;
  if (typeof value === 'number') return compare(value, test.comparison, test.value);
  if (test.comparison === '=') return value === test.text;
  return test.comparison === '!=' && value !== test.text;
}

function compare(value: number, comparison: Comparison, wanted: number): boolean {
  if (comparison === '=') return value === wanted;
  if (comparison === '!=') return value !== wanted;
  if (comparison === '<') return value < wanted;
  if (comparison === '>') return value > wanted;
  return comparison === '<=' ? value <= wanted : value >= wanted;
}
