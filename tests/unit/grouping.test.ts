import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type BuildOptions, build } from 'esbuild';
import { fingerprintOf } from '../../functions/error-handler/grouping.ts';
import { createStormPolicy } from '../../functions/error-handler/storm.ts';

const thrown = (type: string, message: string, stack: string[] = []) =>
  fingerprintOf({ kind: 'thrown', error: { type, message, stack, causes: [] } });

describe('failures are of one group', () => {
  const directories: string[] = [];
  afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true }))));

  /** The fingerprint of what a program throws that is built in a folder of its own and run with its source map. */
  async function fingerprintOfBuild(options: BuildOptions, source = SOURCE): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'grouping-'));
    directories.push(directory);
    const entry = join(directory, 'orders', 'reserve.ts');
    await build({
      stdin: { contents: source, sourcefile: entry, loader: 'ts' },
      outfile: join(directory, 'index.cjs'),
      platform: 'node',
      format: 'cjs',
      sourcemap: true,
      sourceRoot: '/',
      ...options,
    });
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--enable-source-maps',
      join(directory, 'index.cjs'),
    ]);
    const [name = '', message = '', ...stack] = JSON.parse(stdout) as string[];
    expect(stack.join()).toContain('orders/reserve.ts');
    return thrown(name, message, stack);
  }

  const SOURCE = `
    class OutOfStockError extends Error { override readonly name = 'OutOfStockError'; }
    function reserve(count: number): void { throw new OutOfStockError(\`\${count} are not there\`); }
    try { reserve(Number(process.pid)); } catch (error) {
      if (error instanceof Error) console.log(JSON.stringify([error.name, error.message, ...(error.stack ?? '').split('\\n')]));
    }`;

  it('whatever build they come from: another folder, minified, with lines moved', async () => {
    const fingerprints = await Promise.all([
      fingerprintOfBuild({}),
      fingerprintOfBuild({}),
      fingerprintOfBuild({ minify: true }),
      fingerprintOfBuild({ minify: true, keepNames: true }),
      fingerprintOfBuild({}, `// A comment, and what it does to the lines below.\n\n${SOURCE}`),
    ]);

    expect(new Set(fingerprints).size).toBe(1);
  });

  it.each([
    [
      'digits and ids in the message',
      'order 17 of 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      'order 9 of 11111111-2222-4333-8444-555555555555',
    ],
  ])('whatever the %s, where there is no stack', (_, one, other) => {
    expect(thrown('Error', one)).toBe(thrown('Error', other));
  });

  it('whatever the libraries between their own frames', () => {
    const own = '    at reserve (/tmp/a/functions/processor/job.ts:7:9)';

    expect(
      thrown('Error', 'x', [
        own,
        '    at run (/tmp/a/node_modules/lib/index.js:1:1)',
        '    at node:internal/timers:1:1',
      ]),
    ).toBe(thrown('Error', 'x', [own]));
  });
});

describe('failures are of different groups', () => {
  const at = (file: string) => [`    at reserve (/tmp/a/functions/${file}:7:9)`];

  it.each([
    ['type', thrown('Error', 'x', at('processor/job.ts')), thrown('RangeError', 'x', at('processor/job.ts'))],
    ['place', thrown('Error', 'x', at('processor/job.ts')), thrown('Error', 'x', at('processor/stock.ts'))],
    ['message, where there is no stack', thrown('Error', 'none left'), thrown('Error', 'too late')],
  ])('by their %s', (_, one, other) => {
    expect(one).not.toBe(other);
  });
});

describe('in one environment and minute', () => {
  it('the first so many of a fingerprint deserve a full report, and again in the next minute', () => {
    let nowMs = 0;
    const deservesFull = createStormPolicy(2, () => nowMs);
    const five = (fingerprint: string) => Array.from({ length: 5 }, () => deservesFull(fingerprint));

    expect(five('a')).toEqual([true, true, false, false, false]);
    expect(five('b')).toEqual([true, true, false, false, false]);
    nowMs = 59_999;
    expect(deservesFull('a')).toBe(false);
    nowMs = 60_000;
    expect(five('a')).toEqual([true, true, false, false, false]);
  });
});
