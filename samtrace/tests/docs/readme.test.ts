import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

describe('the documents of samtrace', () => {
  it.each(DOCUMENTS)('%s links only to files that exist', (document) => {
    const text = readFileSync(document, 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => target);

    expect(targets.filter((target) => !existsSync(join(dirname(document), target)))).toEqual([]);
  });
});

describe('README.md', () => {
  it('lists every event source that template-support.md lists', () => {
    const support = readFileSync('docs/template-support.md', 'utf8');
    const [, section = ''] = /## Events of a function\n+([\s\S]*?)\n\n/.exec(support) ?? [];
    const sources = [...section.matchAll(/`(\w+)`/g)].map(([name]) => name);
    const readme = readFileSync('README.md', 'utf8');

    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !readme.includes(source))).toEqual([]);
  });
});
