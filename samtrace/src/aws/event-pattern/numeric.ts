import { PatternError } from './pattern-error.ts';

/** EventBridge compares numbers from -5 to 5 billion. */
const LIMIT = 5e9;

type Test = (value: number) => boolean;

const TESTS: Readonly<Record<string, (bound: number) => Test>> = {
  '=': (bound) => (value) => value === bound,
  '<': (bound) => (value) => value < bound,
  '<=': (bound) => (value) => value <= bound,
  '>': (bound) => (value) => value > bound,
  '>=': (bound) => (value) => value >= bound,
};

/** Compiles `["=", 5]`, `["<", 10]` or a range, lower bound first: `[">", 0, "<=", 5]`. */
export function compileNumeric(expression: unknown): Test {
  if (!Array.isArray(expression)) throw new PatternError('Value of numeric must be an array.');
  const [operator, bound, upperOperator, upperBound] = expression as unknown[];
  const first = comparison(operator, bound);
  if (expression.length <= 2) return first;

  const isLowerBound = operator === '>' || operator === '>=';
  if (!isLowerBound) throw new PatternError('Too many elements in numeric expression');
  if (typeof upperOperator !== 'string') throw new PatternError(`Bad value in numeric range: ${upperOperator}`);
  if (upperOperator !== '<' && upperOperator !== '<=') {
    throw new PatternError(`Bad numeric range operator: ${upperOperator}`);
  }
  const second = comparison(upperOperator, upperBound);
  if (expression.length > 4) throw new PatternError('Too many terms in numeric range expression');
  if (Number(bound) >= Number(upperBound)) throw new PatternError('Bottom must be less than top');
  return (value) => first(value) && second(value);
}

function comparison(operator: unknown, bound: unknown): Test {
  if (typeof operator !== 'string') throw new PatternError(`Invalid member in numeric match: ${operator ?? ']'}`);
  if (!Object.hasOwn(TESTS, operator)) throw new PatternError(`Unrecognized numeric range operator: ${operator}`);
  if (typeof bound !== 'number') {
    throw new PatternError(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  }
  if (Math.abs(bound) > LIMIT) {
    throw new PatternError(`Value must be between ${-LIMIT} and ${LIMIT}, inclusive`);
  }
  return TESTS[operator]?.(bound) ?? (() => false);
}
