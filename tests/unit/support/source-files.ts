/** The TypeScript files of functions/, and what tests read in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';

export interface SourceFile {
  path: string;
  text: string;
}

export function sourceFiles(): SourceFile[] {
  return readdirSync('functions', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
    .map((path) => ({ path, text: readFileSync(join('functions', path), 'utf8') }));
}

/** The regular expressions in the code, as they are written. */
export function regularExpressions(): string[] {
  const found = new Set<string>();
  for (const { text } of sourceFiles()) {
    JSON.stringify(parseSync(text, { syntax: 'typescript' }), (_, node) => {
      if (node?.type === 'RegExpLiteral') found.add(`/${node.pattern}/${node.flags}`);
      return node;
    });
  }
  return [...found].sort();
}
