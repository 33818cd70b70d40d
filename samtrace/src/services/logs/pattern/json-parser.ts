import { type Token, tokens } from './json-lexer.ts';
import type { Comparison, Expression, Selector, Test } from './json-pattern.ts';
import { patternError } from './pattern-error.ts';
import { compileRegex } from './regex.ts';
import { stepsOf } from './selector.ts';
import { textMatcher } from './wildcard.ts';

/** AWS's quotas for one pattern. */
const MAX_REGEXES = 2;
const MAX_WILDCARD_SELECTORS = 3;
/** A pattern has 1,024 characters at most, so this limit only applies to callers with longer patterns. */
const MAX_DEPTH = 200;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * ```
 * pattern   = "{" or "}"
 * or        = and ( "||" and )*
 * and       = primary ( "&&" primary )*
 * primary   = "(" or ")" | selector test
 * test      = comparison value | IS NULL | IS TRUE | IS FALSE | NOT EXISTS
 * value     = number | word | "quoted" | %regex%
 * ```
 * Throws InvalidParameterException naming the character where it went wrong.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
 */
export function parseJsonPattern(pattern: string): Expression {
  if (!pattern.endsWith('}')) throw patternError("If a filter pattern starts with '{' it must end with '}'");
  return new Parser(tokens(pattern)).pattern();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #regexes = 0;
  #wildcardSelectors = 0;

  constructor(list: readonly Token[]) {
    this.#tokens = list;
  }

  pattern(): Expression {
    this.#expect('{');
    const expression = this.#or();
    this.#expect('}');
    if (this.#peek().kind !== 'end') throw this.#unexpected('the end');
    return expression;
  }

  #or(): Expression {
    return this.#chain('||', 'or', () => this.#and());
  }

  #and(): Expression {
    return this.#chain('&&', 'and', () => this.#primary());
  }

  #chain(symbol: string, kind: 'and' | 'or', operand: () => Expression): Expression {
    const first = operand();
    const operands = [first];
    while (this.#accept(symbol)) operands.push(operand());
    return operands.length === 1 ? first : { kind, operands };
  }

  #primary(): Expression {
    if (!this.#accept('(')) return { kind: 'condition', selector: this.#selector(), test: this.#test() };
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw patternError('Invalid filter pattern (too many parentheses)');
    const expression = this.#or();
    this.#expect(')');
    this.#depth -= 1;
    return expression;
  }

  #selector(): Selector {
    const token = this.#take('selector', 'a selector such as $.name');
    const steps = stepsOf(token.text);
    const wildcards = steps.filter((step) => step.kind.startsWith('every')).length;
    if (wildcards > 1) throw patternError('Invalid filter pattern (a selector has one wildcard at most)');
    this.#wildcardSelectors += wildcards;
    if (this.#wildcardSelectors > MAX_WILDCARD_SELECTORS) {
      throw patternError(`Invalid filter pattern (at most ${MAX_WILDCARD_SELECTORS} selectors have a wildcard)`);
    }
    return steps;
  }

  #test(): Test {
    const token = this.#peek();
    if (token.kind === 'word') return this.#keywords();
    const comparison = comparisonOf(token);
    if (comparison === undefined) throw this.#unexpected('a comparison, IS or NOT EXISTS');
    this.#next += 1;
    return this.#comparison(comparison);
  }

  #keywords(): Test {
    const first = this.#take('word', 'IS or NOT').text.toUpperCase();
    const second = this.#peek().text.toUpperCase();
    const values: Record<string, null | boolean> = { NULL: null, TRUE: true, FALSE: false };
    const value = values[second];
    if (first === 'IS' && value !== undefined) {
      this.#next += 1;
      return { kind: 'is', value };
    }
    if (first === 'NOT' && second === 'EXISTS') {
      this.#next += 1;
      return { kind: 'not exists' };
    }
    throw this.#unexpected('IS NULL, IS TRUE, IS FALSE or NOT EXISTS');
  }

  #comparison(comparison: Comparison): Test {
    const token = this.#peek();
    this.#next += 1;
    if (token.kind === 'word' && NUMBER.test(token.text)) {
      return { kind: 'number', comparison, value: Number(token.text), text: token.text };
    }
    if (comparison !== '=' && comparison !== '!=') {
      throw patternError(`Invalid filter pattern (${comparison} needs a number at character ${token.at})`);
    }
    const negated = comparison === '!=';
    if (token.kind === 'word' || token.kind === 'quoted') {
      return { kind: 'text', negated, matches: textMatcher(token.text) };
    }
    if (token.kind !== 'regex') throw this.#unexpected('a value', token);
    this.#regexes += 1;
    if (this.#regexes > MAX_REGEXES) throw patternError(`Invalid filter pattern (more than ${MAX_REGEXES} regexes)`);
    return { kind: 'text', negated, matches: compileRegex(token.text) };
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: 'the end', at: 0 };
  }

  #accept(symbol: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'symbol' || token.text !== symbol) return false;
    this.#next += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) throw this.#unexpected(symbol);
  }

  #take(kind: Token['kind'], wanted: string): Token {
    const token = this.#peek();
    if (token.kind !== kind) throw this.#unexpected(wanted);
    this.#next += 1;
    return token;
  }

  #unexpected(wanted: string, token = this.#peek()) {
    return patternError(`Invalid filter pattern (expected ${wanted}, got ${token.text} at character ${token.at})`);
  }
}

function comparisonOf(token: Token): Comparison | undefined {
  const comparisons: readonly Comparison[] = ['=', '!=', '<', '>', '<=', '>='];
  return token.kind === 'symbol' ? comparisons.find((each) => each === token.text) : undefined;
}
