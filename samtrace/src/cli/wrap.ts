import { stripVTControlCharacters } from 'node:util';

/**
 * Breaks a line at its spaces so that no part is wider than `columns`, except for single words such as addresses. All
 * parts keep the indentation of the line; from the second on, two spaces more if `hanging` is true.
 */
export function wrap(line: string, columns: number | undefined, hanging = false): string[] {
  if (columns === undefined || widthOf(line) <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const [first = '', ...words] = line.slice(indent.length).split(' ');
  const parts = [`${indent}${first}`];
  for (const word of words) {
    const part = parts.at(-1) ?? '';
    if (widthOf(part) + 1 + widthOf(word) <= columns) parts[parts.length - 1] = `${part} ${word}`;
    else parts.push(`${indent}${hanging ? '  ' : ''}${word}`);
  }
  return parts;
}

/** Without the codes for colours. */
function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
