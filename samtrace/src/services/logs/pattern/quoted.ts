import { patternError } from './pattern-error.ts';

/** The text between double quotes that begin at `start`, and the index behind them. A backslash keeps what follows it. */
export function readQuoted(pattern: string, start: number): { text: string; end: number } {
  let text = '';
  for (let at = start + 1; at < pattern.length; at += 1) {
    if (pattern[at] === '"') return { text, end: at + 1 };
    if (pattern[at] === '\\' && at + 1 < pattern.length) at += 1;
    text += pattern[at];
  }
  throw patternError(`Invalid filter pattern (the quote at character ${start + 1} is not closed)`);
}
