import { PatternError } from './pattern-error.ts';

/**
 * Compiles a `wildcard` string: `*` is any sequence of characters, `\*` and `\\` are the characters themselves.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching
 */
export function compileWildcard(text: string): (candidate: string) => boolean {
  const parts = literalParts(text);
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return (candidate) => candidate === first;

  return (candidate) => {
    if (!candidate.startsWith(first) || !candidate.endsWith(last)) return false;
    let position = first.length;
    for (const part of others) {
      const found = candidate.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return position <= candidate.length - last.length;
  };
}

/** The literal strings between the wildcards. */
function literalParts(text: string): string[] {
  const parts = [''];
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    const next = text[index + 1];
    if (character === '*') {
      if (next === '*') throw new PatternError(`Consecutive wildcard characters at pos ${index + 1}`);
      parts.push('');
      continue;
    }
    const escapes = character === '\\';
    if (escapes && next !== '*' && next !== '\\') {
      throw new PatternError(`Invalid escape character at pos ${index}`);
    }
    if (escapes) index++;
    parts.push(`${parts.pop()}${escapes ? next : character}`);
  }
  return parts;
}
