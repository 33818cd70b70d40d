import { invalidCharacter, patternError } from './pattern-error.ts';
import { readQuoted } from './quoted.ts';

export interface Terms {
  /** All must appear. */
  readonly required: readonly string[];
  /** None may appear. */
  readonly excluded: readonly string[];
  /** At least one must appear. They are used only if there are no other terms, as AWS documents. */
  readonly optional: readonly string[];
}

/** `ERROR "exact phrase" -excluded ?either ?or`. A term of other characters than letters, digits and _ needs quotes. */
export function parseTerms(pattern: string): Terms {
  const terms = { required: [] as string[], excluded: [] as string[], optional: [] as string[] };
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at] ?? '';
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const list = character === '-' ? terms.excluded : character === '?' ? terms.optional : terms.required;
    if (list !== terms.required) at += 1;
    const term = pattern[at] === '"' ? readQuoted(pattern, at) : readWord(pattern, at);
    list.push(term.text);
    at = term.end;
  }
  return terms;
}

export function matchesTerms({ required, excluded, optional }: Terms, message: string): boolean {
  if (excluded.some((term) => message.includes(term))) return false;
  if (required.length > 0) return required.every((term) => message.includes(term));
  return optional.length === 0 || optional.some((term) => message.includes(term));
}

function readWord(pattern: string, start: number): { text: string; end: number } {
  const text = /^\S+/.exec(pattern.slice(start))?.[0] ?? '';
  if (text === '') throw patternError('Invalid filter pattern (a term is missing after - or ?)');
  const invalid = /\W/.exec(text);
  if (invalid !== null) throw invalidCharacter(invalid[0]);
  return { text, end: start + text.length };
}
