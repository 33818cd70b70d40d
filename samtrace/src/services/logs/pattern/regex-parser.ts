import { patternError } from './pattern-error.ts';

/** Whether a UTF-16 code unit belongs to a set. */
export type CharacterSet = (code: number) => boolean;

export interface Item {
  /** An anchor, or what one character may be. */
  readonly set: CharacterSet | 'start' | 'end';
  /** How often; `max` may be infinite. */
  readonly min: number;
  readonly max: number;
}

/** Bounds the automaton, and with it the work for each character of a message: `x{1,5000}` is refused. */
const MAX_STATES = 1000;

/** Letters, digits and the symbols and operators that AWS lists, and the space that its examples use. */
const ALLOWED = /^[A-Za-z0-9_#=@/;,:\- ^$?[\]{}|\\*+.]*$/;
const WHITESPACE = ' \t\n\r\f\v';

/**
 * The alternatives of a regular expression, each a sequence of characters, sets and anchors with their repetition. The
 * language has no parentheses, so that is all there is to it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
 */
export function parseRegex(pattern: string): Item[][] {
  if (!ALLOWED.test(pattern)) throw invalid(pattern, 'a character that AWS does not allow');
  const alternatives: Item[][] = [[]];
  let states = 0;
  let at = 0;
  while (at < pattern.length) {
    if (pattern[at] === '|') {
      alternatives.push([]);
      at += 1;
      continue;
    }
    const atom = readAtom(pattern, at);
    const times = readTimes(pattern, atom.end);
    if (typeof atom.set === 'string' && times.end !== atom.end) throw invalid(pattern, 'an anchor repeated');
    states += Number.isFinite(times.max) ? times.max : times.min + 1;
    if (states > MAX_STATES) throw invalid(pattern, `more than ${MAX_STATES} states when written out`);
    alternatives.at(-1)?.push({ set: atom.set, min: times.min, max: times.max });
    at = times.end;
  }
  return alternatives;
}

function readAtom(pattern: string, at: number): { set: Item['set']; end: number } {
  const character = pattern[at] ?? '';
  if (character === '^') return { set: 'start', end: at + 1 };
  if (character === '$') return { set: 'end', end: at + 1 };
  if (character === '.') return { set: (code) => code !== 10 && code !== 13, end: at + 1 };
  if (character === '[') return readClass(pattern, at);
  if (character === '\\') return readEscape(pattern, at);
  if ('?*+{}]'.includes(character)) throw invalid(pattern, `${character} with nothing before it`);
  return { set: only(character), end: at + 1 };
}

/** `*`, `+`, `?`, `{m}`, `{m,}`, `{m,n}`, or once. */
function readTimes(pattern: string, at: number): { min: number; max: number; end: number } {
  const character = pattern[at];
  if (character === '*') return { min: 0, max: Number.POSITIVE_INFINITY, end: at + 1 };
  if (character === '+') return { min: 1, max: Number.POSITIVE_INFINITY, end: at + 1 };
  if (character === '?') return { min: 0, max: 1, end: at + 1 };
  if (character !== '{') return { min: 1, max: 1, end: at };
  const [all, least = '', comma, most] = /^\{(\d{1,4})(, ?)?(\d{1,4})?\}/.exec(pattern.slice(at)) ?? [];
  if (all === undefined || (comma === undefined && most !== undefined)) throw invalid(pattern, 'a bad {m,n}');
  const min = Number(least);
  const max = comma === undefined ? min : most === undefined ? Number.POSITIVE_INFINITY : Number(most);
  if (max < min) throw invalid(pattern, `{${min},${max}}, which is never met`);
  return { min, max, end: at + all.length };
}

function readClass(pattern: string, start: number): { set: CharacterSet; end: number } {
  const negated = pattern[start + 1] === '^';
  const members: CharacterSet[] = [];
  let at = start + (negated ? 2 : 1);
  while (pattern[at] !== ']') {
    if (at >= pattern.length) throw invalid(pattern, 'a [ that is not closed');
    const from = pattern[at] === '\\' ? readEscape(pattern, at) : { set: only(pattern[at] ?? ''), end: at + 1 };
    const to = pattern[from.end + 1];
    if (pattern[from.end] === '-' && to !== undefined && to !== ']' && to !== '\\' && pattern[at] !== '\\') {
      members.push(range(pattern, pattern[at] ?? '', to));
      at = from.end + 2;
    } else {
      members.push(from.set);
      at = from.end;
    }
  }
  if (members.length === 0) throw invalid(pattern, 'an empty []');
  return { set: (code) => members.some((member) => member(code)) !== negated, end: at + 1 };
}

function readEscape(pattern: string, at: number): { set: CharacterSet; end: number } {
  const [all, hex, character = ''] = /^\\(?:x([0-9A-Fa-f]{2})|(.))/.exec(pattern.slice(at)) ?? [];
  if (all === undefined) throw invalid(pattern, 'a \\ with nothing behind it');
  const end = at + all.length;
  if (hex !== undefined) return { set: only(String.fromCharCode(Number.parseInt(hex, 16))), end };
  const named = NAMED_SETS[character.toLowerCase()];
  if (named !== undefined) {
    const negated = character !== character.toLowerCase();
    return { set: (code) => named(code) !== negated, end };
  }
  if (/[A-Za-z0-9]/.test(character)) throw invalid(pattern, `\\${character}, which AWS does not support`);
  return { set: only(character), end };
}

const NAMED_SETS: Readonly<Record<string, CharacterSet>> = {
  d: (code) => /\d/.test(String.fromCharCode(code)),
  s: (code) => WHITESPACE.includes(String.fromCharCode(code)),
  w: (code) => /\w/.test(String.fromCharCode(code)),
};

function only(character: string): CharacterSet {
  const wanted = character.charCodeAt(0);
  return (code) => code === wanted;
}

function range(pattern: string, first: string, last: string): CharacterSet {
  const low = first.charCodeAt(0);
  const high = last.charCodeAt(0);
  if (high < low) throw invalid(pattern, `the range ${first}-${last}, which is empty`);
  return (code) => code >= low && code <= high;
}

function invalid(pattern: string, what: string) {
  return patternError(`Invalid filter pattern (the regex %${pattern}% has ${what})`);
}
