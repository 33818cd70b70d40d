import { filterError, type Token, type TokenKind, tokenize } from './lexer.ts';

/** Walks through the tokens of an expression, one at a time. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(expression: string) {
    this.#tokens = tokenize(expression);
  }

  get next(): Token {
    const token = this.#tokens[this.#next];
    // The last token is `end`, which is never consumed.
    if (!token) throw new Error('The filter parser read behind the end.');
    return token;
  }

  /** Whether the next token is this symbol or, in any case of letters, this word. */
  isAt(text: string): boolean {
    const { kind } = this.next;
    return (kind === 'symbol' || kind === 'word') && this.next.text.toLowerCase() === text.toLowerCase();
  }

  isAtKind(kind: TokenKind): boolean {
    return this.next.kind === kind;
  }

  take(): Token {
    const token = this.next;
    this.#next += 1;
    return token;
  }

  /** Takes the symbol or word if it is next. */
  accept(text: string): boolean {
    if (!this.isAt(text)) return false;
    this.#next += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected(JSON.stringify(text));
  }

  expectKind(kind: TokenKind, what: string): Token {
    if (!this.isAtKind(kind)) throw this.unexpected(what);
    return this.take();
  }

  unexpected(wanted: string): Error {
    const { kind, text, position } = this.next;
    return filterError(`expected ${wanted}, found ${kind === 'end' ? 'the end' : JSON.stringify(text)}`, position);
  }
}
