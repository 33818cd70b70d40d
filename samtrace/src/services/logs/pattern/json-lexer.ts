import { invalidCharacter, patternError } from './pattern-error.ts';
import { readQuoted } from './quoted.ts';
import { SELECTOR } from './selector.ts';

export interface Token {
  readonly kind: 'symbol' | 'selector' | 'quoted' | 'word' | 'regex' | 'end';
  readonly text: string;
  /** Counted from 1, for messages. */
  readonly at: number;
}

const SYMBOL = /^(?:&&|\|\||!=|<=|>=|[=<>(){}])/;
/** Numbers, names, and wildcards such as `123.123.*`; everything else needs quotes. */
const WORD = /^[A-Za-z0-9_.*+-]+/;
const REGEX = /^%([^%]*)%/;

export function tokens(pattern: string): Token[] {
  const found: Token[] = [];
  let offset = 0;
  while (offset < pattern.length) {
    const rest = pattern.slice(offset);
    const space = /^\s+/.exec(rest);
    if (space !== null) {
      offset += space[0].length;
      continue;
    }
    const { token, length } = next(pattern, offset, rest);
    found.push(token);
    offset += length;
  }
  found.push({ kind: 'end', text: 'the end', at: pattern.length + 1 });
  return found;
}

function next(pattern: string, offset: number, rest: string): { token: Token; length: number } {
  const at = offset + 1;
  const symbol = SYMBOL.exec(rest)?.[0];
  if (symbol !== undefined) return { token: { kind: 'symbol', text: symbol, at }, length: symbol.length };
  if (rest.startsWith('"')) {
    const { text, end } = readQuoted(pattern, offset);
    return { token: { kind: 'quoted', text, at }, length: end - offset };
  }
  const selector = SELECTOR.exec(rest)?.[0];
  if (selector !== undefined) return { token: { kind: 'selector', text: selector, at }, length: selector.length };
  const word = WORD.exec(rest)?.[0];
  if (word !== undefined) return { token: { kind: 'word', text: word, at }, length: word.length };
  const regex = REGEX.exec(rest);
  if (regex !== null) return { token: { kind: 'regex', text: regex[1] ?? '', at }, length: regex[0].length };
  if (rest.startsWith('%')) throw patternError(`Invalid filter pattern (the regex at character ${at} is not closed)`);
  throw invalidCharacter(rest[0] ?? '');
}
