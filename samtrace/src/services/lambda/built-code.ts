import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CodeFacts } from './deployment-package.ts';

/**
 * The size and the hash of code that was built from the template. There is no archive, so both are calculated from its files: the sum of their
 * sizes, and a hash of their names and contents. Links, such as that to node_modules, are left out.
 */
export function factsOfBuiltCode(directory: string): CodeFacts {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const name of filesIn(directory)) {
    const content = readFileSync(path.join(directory, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
    sizeBytes += content.length;
  }
  return { sha256: hash.digest('base64'), sizeBytes };
}

function filesIn(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}
