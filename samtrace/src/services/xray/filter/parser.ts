import { unsupported } from '../../../aws/error.ts';
import { filterError } from './lexer.ts';
import { parseRootCauseJson } from './root-cause-json.ts';
import {
  type Comparison,
  type Expression,
  type Field,
  isKeyword,
  KEYWORDS,
  OPERATORS,
  type Operator,
  ROOT_CAUSE_KINDS,
  ROOT_CAUSE_LEVELS,
  type Selector,
  type Test,
  type Value,
} from './syntax.ts';
import { TokenReader } from './token-reader.ts';

/** https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSummaries.html */
const LENGTH_LIMIT = 2000;

/**
 * ```
 * or    := and (OR and)*
 * and   := unary ([AND] unary)*                        a b is the same as a AND b
 * unary := ! unary | ( or ) | term
 * term  := field [operator value]
 *        | service([selector]) [{ or }] | edge([selector], [selector]) [{ or }]
 *        | rootcause.<fault|error|responsetime>.<service|entity|exception> { or } | rootcause.json = #[…]
 * ```
 * Keywords and operators are read in any case of letters, annotation keys are not.
 * @throws AwsError InvalidRequestException with the mistake and its position
 */
export function parseFilter(expression: string): Expression {
  if (expression.length > LENGTH_LIMIT) {
    throw filterError(`it has more than ${LENGTH_LIMIT} characters`, LENGTH_LIMIT);
  }
  const parser = new Parser(new TokenReader(expression));
  return parser.whole();
}

class Parser {
  readonly #tokens: TokenReader;
  /** In the braces of service, edge and rootcause only plain keywords are allowed. */
  #inBraces = false;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#or();
    if (!this.#tokens.isAtKind('end')) throw this.#tokens.unexpected('AND, OR or the end');
    return expression;
  }

  #or(): Expression {
    const first = this.#and();
    const parts = [first];
    while (this.#tokens.accept('OR')) parts.push(this.#and());
    return parts.length === 1 ? first : { kind: 'or', parts };
  }

  #and(): Expression {
    const first = this.#unary();
    const parts = [first];
    while (this.#tokens.accept('AND') || this.#startsTerm()) parts.push(this.#unary());
    return parts.length === 1 ? first : { kind: 'and', parts };
  }

  #startsTerm(): boolean {
    const isWord = this.#tokens.isAtKind('word') && !this.#tokens.isAt('OR');
    return isWord || this.#tokens.isAt('!') || this.#tokens.isAt('(');
  }

  #unary(): Expression {
    if (this.#tokens.accept('!')) return { kind: 'not', part: this.#unary() };
    if (!this.#tokens.accept('(')) return this.#term();
    const inner = this.#or();
    this.#tokens.expect(')');
    return inner;
  }

  #term(): Expression {
    const { text, position } = this.#tokens.expectKind('word', 'a keyword');
    const word = text.toLowerCase();
    if (isKeyword(word)) return this.#comparison({ kind: 'keyword', name: word });
    const isComplex = /^(annotation|service|edge|rootcause|group)\b/.test(word);
    if (!isComplex) throw filterError(`unknown keyword ${JSON.stringify(text)}`, position);
    if (this.#inBraces) throw filterError(`${text} is not allowed inside braces`, position);
    if (word.startsWith('annotation')) return this.#comparison(this.#annotation(text, position));
    if (word === 'service') return this.#service();
    if (word === 'edge') return this.#edge();
    if (word === 'rootcause.json') return this.#rootCauseJson();
    if (word.startsWith('rootcause.')) return this.#rootCause(word, position);
    if (word === 'group.name' || word === 'group.arn') throw unsupported('X-Ray', `${word} (groups)`);
    throw filterError(`unknown keyword ${JSON.stringify(text)}`, position);
  }

  /** `annotation.key`, or `annotation[key]` for keys with other signs in them. */
  #annotation(word: string, position: number): Field {
    const dotted = word.slice('annotation'.length);
    if (/^\../.test(dotted)) return { kind: 'annotation', key: dotted.slice(1) };
    if (dotted !== '') throw filterError(`unknown keyword ${JSON.stringify(word)}`, position);
    const key = this.#tokens.expectKind('key', '.key or [key] after annotation').text.trim();
    if (key === '') throw filterError('the annotation has no key', position);
    return { kind: 'annotation', key };
  }

  #comparison(field: Field): Comparison {
    const operator = OPERATORS.find((known) => this.#tokens.accept(known));
    return { kind: 'comparison', field, ...(operator && { test: this.#test(field, operator) }) };
  }

  #test(field: Field, operator: Operator): Test {
    const { position } = this.#tokens.next;
    const value = this.#value();
    const type = typeof value;
    if (field.kind === 'keyword' && type !== KEYWORDS[field.name]) {
      throw filterError(`${field.name} is compared with a ${KEYWORDS[field.name]}, not a ${type}`, position);
    }
    const isForStrings = operator === 'CONTAINS' || operator === 'BEGINSWITH' || operator === 'ENDSWITH';
    const isForNumbers = ['<', '<=', '>', '>='].includes(operator);
    if ((isForStrings && type !== 'string') || (isForNumbers && type !== 'number')) {
      throw filterError(`${operator} does not compare a ${type}`, position);
    }
    return { operator, value };
  }

  #value(): Value {
    if (this.#tokens.isAtKind('string')) return this.#tokens.take().text;
    if (this.#tokens.isAtKind('number')) return Number(this.#tokens.take().text);
    if (this.#tokens.accept('true')) return true;
    if (this.#tokens.accept('false')) return false;
    throw this.#tokens.unexpected('a "string", a number, true or false');
  }

  #service(): Expression {
    this.#tokens.expect('(');
    const selector = this.#selector();
    this.#tokens.expect(')');
    return { kind: 'service', selector, ...this.#optionalBraces() };
  }

  #edge(): Expression {
    this.#tokens.expect('(');
    const source = this.#selector();
    this.#tokens.expect(',');
    const target = this.#selector();
    this.#tokens.expect(')');
    return { kind: 'edge', source, target, ...this.#optionalBraces() };
  }

  #selector(): Selector {
    if (this.#tokens.isAtKind('string')) return { name: this.#tokens.take().text };
    if (!this.#tokens.accept('id')) return {};
    this.#tokens.expect('(');
    const selector: { name?: string; type?: string; accountId?: string } = {};
    while (!this.#tokens.isAt(')')) {
      const member = (['name', 'type', 'account.id'] as const).find((known) => this.#tokens.accept(known));
      if (!member) throw this.#tokens.unexpected('name, type or account.id');
      this.#tokens.expect(':');
      selector[member === 'account.id' ? 'accountId' : member] = this.#tokens.expectKind('string', 'a "string"').text;
      if (!this.#tokens.accept(',')) break;
    }
    this.#tokens.expect(')');
    return selector;
  }

  #optionalBraces(): { filter?: Expression } {
    return this.#tokens.isAt('{') ? { filter: this.#braces() } : {};
  }

  #braces(): Expression {
    this.#tokens.expect('{');
    this.#inBraces = true;
    const filter = this.#or();
    this.#inBraces = false;
    this.#tokens.expect('}');
    return filter;
  }

  #rootCause(word: string, position: number): Expression {
    const [, causeName, levelName, ...rest] = word.split('.');
    const cause = ROOT_CAUSE_KINDS.find((known) => known === causeName);
    const level = ROOT_CAUSE_LEVELS.find((known) => known === levelName);
    if (!cause || !level || rest.length > 0) throw filterError(`unknown keyword "${word}"`, position);
    return { kind: 'rootcause', cause, level, filter: this.#braces() };
  }

  #rootCauseJson(): Expression {
    const negated = this.#tokens.accept('!=');
    if (!negated) this.#tokens.expect('=');
    const { text, position } = this.#tokens.expectKind('json', '#[…]');
    return { kind: 'rootcause-json', paths: parseRootCauseJson(text, position), negated };
  }
}
