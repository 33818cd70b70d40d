import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAlive, npmStartIn } from '../support/npm-start.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hostile-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const ONCE = ['--once', '--invocations', '1'];
const local = () => join(directory, '.local');

/** What the stack leaves in its folder when all is well. */
async function expectTidy(): Promise<void> {
  expect((await readdir(local())).sort()).toEqual(['build', 's3']);
  expect(await readdir(join(directory, 'tmp'))).toEqual([]);
}

describe('npm start says in one line, without a stack, that', () => {
  it.each<[string, () => Promise<unknown>, string[], RegExp]>([
    ['.local is a file', () => writeFile(local(), ''), [], /^\S+\.local is a file, not a folder\.\n$/],
    ['.local leads nowhere', () => symlink('/nonexistent', local()), [], /^\S+\.local does not exist\.\n$/],
    ['the template is a folder', async () => {}, ['--template', '.'], /^The template \. is a folder, not a file\.\n$/],
    ['the event is a folder', async () => {}, ['--event', '.'], /^The event \. is a folder, not a file\.\n$/],
    [
      'the folder above the data is missing',
      async () => {},
      ['--data', 'a/b'],
      /^--data: the folder above a\/b does not exist\.\n$/,
    ],
    [
      'the stored logs are no database',
      async () => {
        await mkdir(join(directory, 'data'));
        await writeFile(join(directory, 'data', 'logs.sqlite'), 'no database');
      },
      ['--data', 'data'],
      /^The stored logs \S+logs\.sqlite cannot be opened: .*move the file away to start anew\.\n$/,
    ],
  ])(
    '%s',
    async (_, prepare, args, message) => {
      await prepare();
      await using run = await npmStartIn(directory, ...ONCE, ...args);

      expect([await run.exit(), run.stdout()]).toEqual([1, '']);
      expect(run.stderr()).toMatch(message);
    },
    30_000,
  );

  it('another stack has the folder, also when both start at once', async () => {
    await using one = await npmStartIn(directory, ...ONCE);
    await using other = await npmStartIn(directory, ...ONCE);

    const statuses = [await one.exit(), await other.exit()];

    expect(statuses.sort()).toEqual([0, 1]);
    expect(one.stderr() + other.stderr()).toMatch(/^\S+\.local is in use by the process \d+: .*run\.pid\.\n$/);
    await expectTidy();
  }, 30_000);

  it('nothing at all when nobody reads its output any more, as with npm start | head', async () => {
    await using run = await npmStartIn(directory, '--invocations', '100000');
    await run.printed(/ {2}2 {2}/);
    run.child.stdout?.destroy();

    expect([await run.exit(), run.stderr()]).toEqual([130, '']);
    await expectTidy();
  }, 30_000);
});

describe('npm start', () => {
  it('takes over a folder whose lock says nothing', async () => {
    await mkdir(join(local(), 'run.pid'), { recursive: true });
    await using run = await npmStartIn(directory, ...ONCE);

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    await expectTidy();
  }, 30_000);

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'ends on %s as on Ctrl-C, with nothing left behind',
    async (signal) => {
      await using run = await npmStartIn(directory, '--invocations', '100000');
      await run.printed(/ {2}2 {2}/);
      const descendants = run.descendants();
      run.child.kill(signal);

      expect([await run.exit(), run.stderr()]).toEqual([130, '']);
      expect(descendants.length).toBeGreaterThan(0);
      expect(descendants.filter(isAlive)).toEqual([]);
      await expectTidy();
    },
    30_000,
  );

  it('leaves at the deadline in the middle of its invocations, and says what is missing', async () => {
    await using run = await npmStartIn(directory, '--once', '--invocations', '1000000', '--deadline', '2');

    expect(await run.exit()).toBe(1);
    expect(run.stderr()).toMatch(/^Not finished after 2 s: \d+ of 1000000 invocations/);
    await expectTidy();
  }, 30_000);

  it('shows a throttled call as a result of the run, and goes on', async () => {
    await writeFile(
      join(directory, 'throttled.yml'),
      `Resources:
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}}}}
  Throttled:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs24.x, Handler: index.handler, Code: {ZipFile: ''}, Role: !GetAtt Role.Arn, ReservedConcurrentExecutions: 0}
`,
    );
    const args = ['--template', 'throttled.yml', '--function', 'Throttled', '--once', '--json', '--invocations', '2'];
    await using run = await npmStartIn(directory, ...args);

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    expect(JSON.parse(run.stdout()).invocations.map(({ errorType }: { errorType: string }) => errorType)).toEqual([
      'TooManyRequestsException',
      'TooManyRequestsException',
    ]);
  }, 30_000);
});
