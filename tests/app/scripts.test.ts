import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stack } from 'samtrace';
import { eventOf, keysWith, startSample, storedIn } from './support/sample.ts';
import { type Outcome, runScript } from './support/scripts.ts';

/** The scripts as a user runs them. replay.test.ts has `npm run replay`. */
let stack: Stack;
beforeAll(async () => {
  stack = await startSample();
});
afterAll(() => stack?.stop());

/** Runs a script against the local stack, or wherever `args` say. */
function run(script: string, ...args: string[]): Promise<Outcome> {
  const where = args.includes('--endpoint') ? [] : ['--endpoint', stack.endpoint];
  return runScript(script, [...where, ...args]);
}

describe('npm run invoke', () => {
  it('sends as many orders as asked for, each with a number and a trace', async () => {
    const { status, stdout } = await run('invoke', '--count', '3', '--event', 'events/out-of-stock.json');
    await stack.settled();

    const lines = stdout.trimEnd().split('\n');
    expect(status).toBe(0);
    expect(lines).toHaveLength(4);
    const traceIds = lines
      .slice(0, 3)
      .map((line) => /^ +\d +(1-[0-9a-f]{8}-[0-9a-f]{24}) +error +OutOfStockError: /.exec(line)?.[1]);
    const found = traceIds.map((id) => stack.trace(id ?? '').traceId);
    expect(found).toEqual(traceIds);
  });
});

describe('npm run errors', () => {
  it('lists each kind of failure with its count and its newest report', async () => {
    await stack.invoke('ProcessorFunction', eventOf('unknown-product'));
    await stack.settled();

    const { stdout } = await run('errors');

    const lines = stdout.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^ +3 {2}local-ProcessorFunction-\w+\/OutOfStockError-[0-9a-f]{16}$/),
      expect.stringMatching(/^ +thrown: "teapot" is out of stock\.$/),
      expect.stringMatching(/^ +newest: s3:\/\/\S+\/report\.json$/),
      expect.stringMatching(/^ +1 {2}local-ProcessorFunction-\w+\/UnknownProductError-[0-9a-f]{16}$/),
      expect.stringMatching(/^ +thrown: There is no product "teapot"\.$/),
      expect.stringMatching(/^ +newest: s3:\/\/\S+\/report\.json$/),
    ]);
  });

  it('lists the reports of one kind, each of which exists', async () => {
    const [marker = ''] = await keysWith(stack, '/OutOfStockError-');

    const { stdout } = await run('errors', marker.slice(-16));

    const keys = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^s3:\/\/[^/]+\//, ''));
    expect(keys).toHaveLength(3);
    expect(Object.keys(await storedIn(stack))).toEqual(expect.arrayContaining(keys));
  });

  it('says that a kind has no reports', async () => {
    expect(await run('errors', 'ffffffffffffffff')).toMatchObject({
      status: 0,
      stdout: 'There are no reports with the fingerprint ffffffffffffffff.\n',
    });
  });
});

describe('an error of a script is explained in one line', () => {
  it.each([
    ['if nothing answers', 1, ['errors', '--endpoint', 'http://127.0.0.1:1'], /Nothing answers at 127.0.0.1:1/],
    ['if an option is not known', 2, ['replay', '--bogus'], /^Unknown option '--bogus'/],
    ['if there is no such event', 1, ['invoke', '--event', 'nowhere.json'], /nowhere.json/],
    ['if a count is not a number', 1, ['invoke', '--count', 'many'], /^--count must be .*, but was "many"/],
    ['if an event is not JSON', 1, ['invoke', '--event', 'README.md'], /^README\.md is not JSON: /],
    ['if a number of days is wrong', 1, ['errors', '--days', '0'], /^--days must be .*, but was "0"/],
  ] as const)('%s', async (_, status, [script, ...args], message) => {
    const outcome = await run(script, ...args);

    expect(outcome).toMatchObject({ status, stderr: expect.stringMatching(message) });
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('if no region is set', async () => {
    const { stderr, status } = await runScript('errors', []);

    expect(stderr).toMatch(/^Region is missing: set AWS_REGION and AWS_PROFILE, or use --local\.\n$/);
    expect(status).toBe(1);
  });
});
