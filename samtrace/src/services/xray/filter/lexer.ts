import { AwsError } from '../../../aws/error.ts';

export type TokenKind = 'word' | 'string' | 'number' | 'key' | 'json' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string without its quotes, of a key in brackets without the brackets. */
  readonly text: string;
  /** Where it starts in the expression, counted from 0. */
  readonly position: number;
}

/** X-Ray's error for an expression it cannot read. AWS too names the position in the message. */
export function filterError(what: string, position: number): AwsError {
  return new AwsError('InvalidRequestException', `Invalid filter expression: ${what} at position ${position}.`);
}

/** Tried in this order. `key` is the text in the brackets of `annotation[key]`, `json` the value of `rootcause.json`. */
const PATTERNS: readonly [TokenKind, RegExp][] = [
  ['word', /[A-Za-z_][\w.]*/y],
  ['number', /-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['string', /"(?:[^"\\]|\\.)*"/sy],
  ['key', /\[[^\]]*\]/y],
  ['symbol', /!=|<=|>=|[=<>!(){},:]/y],
];

const SPACE = /\s*/y;

/** The tokens of a filter expression, with an `end` behind the last. @throws AwsError with the position */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(expression, 0);
  while (position < expression.length) {
    const [token, end] = expression[position] === '#' ? jsonAt(expression, position) : tokenAt(expression, position);
    tokens.push(token);
    position = skipSpace(expression, end);
  }
  return [...tokens, { kind: 'end', text: '', position }];
}

function tokenAt(expression: string, position: number): [Token, end: number] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = position;
    const text = pattern.exec(expression)?.[0];
    if (text !== undefined) return [{ kind, text: unwrap(kind, text), position }, position + text.length];
  }
  if (expression[position] === '"') throw filterError('the string is not closed', position);
  const symbol = String.fromCodePoint(expression.codePointAt(position) ?? 0);
  throw filterError(`invalid input symbol ${JSON.stringify(symbol)}`, position);
}

function unwrap(kind: TokenKind, text: string): string {
  if (kind === 'key') return text.slice(1, -1);
  return kind === 'string' ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text;
}

/** `#[…]`: up to the bracket that closes the first one, brackets in strings aside. */
function jsonAt(expression: string, position: number): [Token, end: number] {
  let depth = 0;
  const parts = /"(?:[^"\\]|\\.)*"|[[\]]/gs;
  parts.lastIndex = position;
  for (let part = parts.exec(expression); part; part = parts.exec(expression)) {
    if (part[0] === '[') depth += 1;
    if (part[0] === ']') depth -= 1;
    if (depth > 0) continue;
    const end = parts.lastIndex;
    return [{ kind: 'json', text: expression.slice(position + 1, end), position }, end];
  }
  throw filterError('the JSON after # is not closed', position);
}

function skipSpace(expression: string, position: number): number {
  SPACE.lastIndex = position;
  return position + (SPACE.exec(expression)?.[0].length ?? 0);
}
