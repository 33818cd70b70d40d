import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const DOCUMENT = readFileSync('docs/architecture.md', 'utf8');
const [, PICTURE = ''] = DOCUMENT.split('```');

function foldersIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

describe('docs/architecture.md', () => {
  it('shows every folder of src/ and src/services/ in its picture, and no other', () => {
    const shown = [...PICTURE.matchAll(/"(\w+)\/[ "]?/g)].map(([, name]) => name);

    expect(shown.sort()).toEqual([...foldersIn('src'), ...foldersIn('src/services')].sort());
  });

  it('describes every folder of src/ and src/services/ in its table', () => {
    const described = [...DOCUMENT.matchAll(/^\| `([\w/]+)\/` \|/gm)].map(([, name]) => name);
    const folders = [
      ...foldersIn('src').filter((name) => name !== 'services'),
      ...foldersIn('src/services').map((name) => `services/${name}`),
    ];

    expect(described.sort()).toEqual(folders.sort());
  });

  it('links to every decision', () => {
    const linked = [...DOCUMENT.matchAll(/\(decisions\/([\w-]+\.md)\)/g)].map(([, name]) => name);

    expect(linked.sort()).toEqual(readdirSync('docs/decisions').sort());
  });
});
