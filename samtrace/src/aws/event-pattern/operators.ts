import { isJsonObject } from '../json.ts';
import { compileCidr } from './cidr.ts';
import { type Condition, isLeaf, type Leaf, stringCondition } from './condition.ts';
import type { Dialect } from './dialect.ts';
import { compileNumeric } from './numeric.ts';
import { PatternError } from './pattern-error.ts';
import { compileWildcard } from './wildcard.ts';

/** Compiles one entry of a field's list: a plain value, or an object with one operator. */
export function compileCondition(entry: unknown, dialect: Dialect): Condition {
  if (isLeaf(entry)) return { kind: 'value', matches: (value) => value === entry };
  if (Array.isArray(entry)) {
    throw new PatternError('Match value must be String, number, true, false, or null');
  }
  const [operator, argument] = onlyEntry(entry as object);
  if (!dialect.operators.has(operator)) throw new PatternError(`Unrecognized match type ${operator}`);
  switch (operator) {
    case 'anything-but':
      return anythingBut(argument, dialect);
    case 'cidr':
      // AWS's error text also says "prefix" here.
      return stringCondition(compileCidr(text(argument, 'prefix match pattern must be a string')));
    case 'exists':
      return exists(argument);
    case 'numeric': {
      const test = compileNumeric(argument);
      return { kind: 'value', matches: (value) => typeof value === 'number' && test(value) };
    }
    case 'prefix':
    case 'suffix':
      return affix(operator, argument);
    default:
      return stringCondition(textTest(operator, text(argument, `${operator} match pattern must be a string`)));
  }
}

function onlyEntry(expression: object): [string, unknown] {
  const [entry, ...others] = Object.entries(expression) as [string, unknown][];
  if (entry === undefined || others.length > 0) throw new PatternError('Only one key allowed in match expression');
  return entry;
}

function exists(argument: unknown): Condition {
  if (typeof argument !== 'boolean') throw new PatternError('exists match pattern must be either true or false.');
  return argument ? { kind: 'value', matches: () => true } : { kind: 'absent' };
}

/** `"text"`, or `{"equals-ignore-case": "text"}`. */
function affix(operator: 'prefix' | 'suffix', argument: unknown): Condition {
  const isExpression = isJsonObject(argument);
  if (!isExpression)
    return stringCondition(textTest(operator, text(argument, `${operator} match pattern must be a string`)));

  const [inner, value] = onlyEntry(argument);
  if (inner !== 'equals-ignore-case') throw new PatternError(`Unsupported ${operator} pattern: ${inner}`);
  const wanted = text(value, 'equals-ignore-case match pattern must be a string').toLowerCase();
  const test = textTest(operator, wanted);
  return stringCondition((candidate) => test(candidate.toLowerCase()));
}

/** A value, a list of values, or an operator with one or more strings. Matches a value that matches none of them. */
function anythingBut(argument: unknown, dialect: Dialect): Condition {
  const isExpression = isJsonObject(argument);
  if (isExpression) {
    const [operator, value] = onlyEntry(argument);
    if (!dialect.insideAnythingBut.has(operator)) {
      throw new PatternError(`Unsupported anything-but pattern: ${operator}`);
    }
    const tests = excludedTexts(operator, value, dialect).map((each) => textTest(operator, each));
    return {
      kind: 'value',
      matches: (candidate) => typeof candidate !== 'string' || !tests.some((test) => test(candidate)),
    };
  }
  const excluded = new Set(excludedValues(argument));
  return { kind: 'value', matches: (candidate) => !excluded.has(candidate) };
}

function excludedValues(argument: unknown): Leaf[] {
  if (!Array.isArray(argument)) {
    if (typeof argument === 'string' || typeof argument === 'number') return [argument];
    throw new PatternError('Value of anything-but must be an array or single string/number value.');
  }
  const values = argument as unknown[];
  if (values.length === 0) throw new PatternError('Empty arrays are not allowed');
  if (values.some((value) => typeof value !== 'string' && typeof value !== 'number')) {
    throw new PatternError('Inside anything but list, start|null|boolean is not supported.');
  }
  if (new Set(values.map((value) => typeof value)).size > 1) {
    throw new PatternError(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return values as Leaf[];
}

function excludedTexts(operator: string, argument: unknown, dialect: Dialect): string[] {
  const isAffix = operator === 'prefix' || operator === 'suffix';
  const isList = Array.isArray(argument);
  const takesLists = dialect.insideAnythingBut.size > 1;
  if (isList && !takesLists) throw new PatternError(`${operator} match pattern must be a string`);
  if (!isList && typeof argument === 'object' && argument !== null) {
    throw new PatternError('Value of anything-but must be an array or single string/number value.');
  }
  const values: unknown[] = isList ? argument : [argument];
  if (values.length === 0) throw new PatternError('Empty arrays are not allowed');
  return values.map((value) => {
    const texts = text(value, insideProblem(operator, isAffix, takesLists));
    if (isAffix && texts === '') throw new PatternError('Null prefix/suffix not allowed');
    return texts;
  });
}

function insideProblem(operator: string, isAffix: boolean, takesLists: boolean): string {
  if (isAffix) return `${takesLists ? 'prefix/suffix' : operator} match pattern must be a string`;
  if (operator === 'equals-ignore-case') {
    return 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.';
  }
  return `${operator} match pattern must be a string`;
}

function textTest(operator: string, wanted: string): (candidate: string) => boolean {
  if (operator === 'prefix') return (candidate) => candidate.startsWith(wanted);
  if (operator === 'suffix') return (candidate) => candidate.endsWith(wanted);
  if (operator === 'wildcard') return compileWildcard(wanted);
  const lowered = wanted.toLowerCase();
  return (candidate) => candidate.toLowerCase() === lowered;
}

function text(value: unknown, problem: string): string {
  if (typeof value !== 'string') throw new PatternError(problem);
  return value;
}
