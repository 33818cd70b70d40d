import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const readme = readFileSync('README.md', 'utf8');
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

describe('the README', () => {
  it("lists the template's parameters as they are declared", () => {
    const template = parse(readFileSync('template.yml', 'utf8'), { logLevel: 'silent' }) as {
      Parameters: Record<string, { Default: unknown; Description: string }>;
    };
    const rows = Object.entries(template.Parameters).map(
      ([name, { Default, Description }]) => `| \`${name}\` | ${Default} | ${Description} |`,
    );

    expect(tableRows('parameters')).toEqual(rows);
  });

  it('fits on one page: it has at most 900 words', () => {
    expect(readme.trim().split(/\s+/).length).toBeLessThanOrEqual(900);
  });

  it('names only commands that exist', () => {
    const named = [...readme.matchAll(/npm run ([a-z:-]+)/g)].map(([, script = '']) => script);

    expect(named).not.toEqual([]);
    expect(named.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });
});

describe('the documentation', () => {
  const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));

  it.each(['README.md', ...pages.map((name) => `docs/${name}`)])('links only to files that exist, in %s', (file) => {
    const links = linksTo(file);

    expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
  });

  it('has a link to each of its pages', () => {
    const linked = ['README.md', ...pages.map((name) => `docs/${name}`)].flatMap(linksTo).map((link) => basename(link));

    expect(pages.filter((name) => !linked.includes(name))).toEqual([]);
    expect(pages.length).toBeGreaterThan(2);
  });
});

/** The targets of the links in a page that lead to files of this repository. */
function linksTo(file: string): string[] {
  const links = readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g);
  return [...links].map(([, link = '']) => link);
}

/** The rows of the table between `<!-- name -->` and `<!-- /name -->`, without its head. */
function tableRows(name: string): string[] {
  const [, table = ''] = new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- /${name} -->`).exec(readme) ?? [];
  return table.trim().split('\n').slice(2);
}
