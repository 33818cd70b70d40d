import { existsSync, readFileSync } from 'node:fs';
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

  it('names only commands that exist', () => {
    const named = [...readme.matchAll(/npm run ([a-z:-]+)/g)].map(([, script = '']) => script);

    expect(named.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });
});

describe('the documentation', () => {
  it.each(['README.md', 'docs/tracing.md', 'docs/production.md', 'docs/build.md'])(
    '%s links only to files that exist',
    (file) => {
      const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
      const folder = file.includes('/') ? 'docs/' : '';

      expect(links.filter((link) => !existsSync(`${folder}${link}`))).toEqual([]);
    },
  );
});

/** The rows of the table between `<!-- name -->` and `<!-- /name -->`, without its head. */
function tableRows(name: string): string[] {
  const [, table = ''] = new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- /${name} -->`).exec(readme) ?? [];
  return table.trim().split('\n').slice(2);
}
