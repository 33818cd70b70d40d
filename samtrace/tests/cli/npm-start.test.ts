import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { until } from '../services/lambda/world.ts';
import { isAlive, npmStart, npmStartIn } from '../support/npm-start.ts';

interface Result {
  endpoint: string;
  invocations: { requestId: string; status: string; errorType?: string; durationMs: number; coldStart: boolean }[];
  asyncInvocations: { requestId: string; function: string; attempts: number; status: string }[];
  objects: { bucket: string; key: string; size: number }[];
  traces: number;
  serviceGraph: { Name?: string; Type?: string }[];
  elapsedMs: number;
}

const EVERY_ORDER_FAILS = ['--parameter-overrides', 'ErrorRate=1'];

describe('npm start', () => {
  it('with --once --json prints one JSON object: a report for each failed request, and nothing else', async () => {
    await using run = await npmStart(
      '--once',
      '--json',
      '--invocations',
      '12',
      '--concurrency',
      '4',
      ...EVERY_ORDER_FAILS,
    );

    expect([await run.exit(), run.stderr()]).toEqual([0, '']);
    const result = JSON.parse(run.stdout()) as Result;
    const failed = result.invocations.filter((invocation) => invocation.status === 'error');
    const reported = result.objects
      .filter(({ key }) => key.endsWith('/report.json'))
      .map(({ key }) => /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/.exec(key)?.[0]);

    expect(result.invocations).toHaveLength(12);
    expect(failed.length).toBeGreaterThan(0);
    expect(reported.sort()).toEqual(failed.map(({ requestId }) => requestId).sort());
    expect(result.asyncInvocations.every(({ status, attempts }) => status === 'ok' && attempts === 1)).toBe(true);
    expect(result.traces).toBe(12 + result.asyncInvocations.length);
    expect(result.serviceGraph.map(({ Type }) => Type)).toContain('AWS::Lambda::Function');
    for (const { bucket, key, size } of result.objects) {
      const file = await readFile(join(run.directory, '.local', 's3', bucket, key));
      expect(file.length).toBe(size);
    }
  }, 60_000);

  it('serves until Ctrl-C, which leaves no process behind', async () => {
    await using run = await npmStart('--invocations', '2');
    await run.printed(/Ctrl-C stops/);
    const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(run.stdout())?.[0] ?? '';
    const descendants = run.descendants();

    expect((await fetch(endpoint)).status).toBe(200);
    run.child.kill('SIGINT');

    expect(await run.exit()).toBe(0);
    expect(run.stdout()).toMatch(/Ctrl-C stops\.\n\nStopped\.\n$/);
    expect(descendants.length).toBeGreaterThan(0);
    expect(descendants.filter(isAlive)).toEqual([]);
  }, 60_000);

  it('stops in the middle of a run on Ctrl-C, with the counts so far, and leaves no process behind', async () => {
    await using run = await npmStart('--invocations', '100000');
    await run.printed(/ {2}3 {2}/);
    const descendants = run.descendants();

    run.child.kill('SIGINT');

    expect(await run.exit()).toBe(130);
    expect(run.stdout()).toMatch(/\n\n\d+ invocations: \d+ ok, \d+ failed.*\nStopped\.\n$/);
    expect(descendants.length).toBeGreaterThan(0);
    expect(descendants.filter(isAlive)).toEqual([]);
  }, 60_000);

  it('names what is pending when the deadline comes first', async () => {
    // Long enough for one order on a busy machine; the trace would take ten minutes.
    const late = ['--trace-delay', '600', '--deadline', '8'];
    await using run = await npmStart('--once', '--invocations', '1', '--parameter-overrides', 'ErrorRate=1', ...late);

    expect(await run.exit()).toBe(1);
    expect(run.stderr()).toMatch(/^Not finished after 8 s: asynchronous invocation .*ErrorHandlerFunction/);
  }, 60_000);
});

describe('an asynchronous invocation that fails', () => {
  it('says why, as it fails and in the end', async () => {
    const denied = ['--faults', 'logs:GetLogEvents=denied', '--parameter-overrides', 'ErrorRate=1'];
    await using run = await npmStart('--once', '--invocations', '1', ...denied);

    expect(await run.exit()).toBe(1);
    expect(run.stdout()).toMatch(/→ ErrorHandlerFunction IncompleteDeliveryError, attempt 3, .*AccessDenied/);
    expect(run.stderr()).toMatch(
      /^ErrorHandlerFunction failed for [\w-]+: IncompleteDeliveryError: .*AccessDenied.*\n$/,
    );
  }, 60_000);
});

describe('what kill -9 of the stack leaves behind', () => {
  it('is no process, and nothing outside of its folder; the next start takes the folder over', async () => {
    await using killed = await npmStart('--invocations', '1');
    await killed.printed(/Ctrl-C stops/);
    const descendants = killed.descendants();
    killed.child.kill('SIGKILL');
    await killed.exit();
    await until('its processes are gone', () => !descendants.some(isAlive));

    expect(await killed.temporaryFiles()).toEqual([]);
    await using next = await npmStartIn(killed.directory, '--once', '--invocations', '1');
    expect([await next.exit(), next.stderr()]).toEqual([0, '']);
    expect((await readdir(join(killed.directory, '.local'))).sort()).toEqual(['build', 's3']);
  }, 60_000);
});

describe('npm start refuses in one line, without a stack,', () => {
  it('a used port', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    await using run = await npmStart('--port', String(port));

    expect(await run.exit()).toBe(1);
    expect(run.stderr()).toBe(
      `Port ${port} is in use: stop what listens there, or choose another with --port (0 = any free one).\n`,
    );
    taken.close();
  }, 30_000);

  it.each([
    ['an unknown flag', ['--colour'], /^Unknown option '--colour'; --help lists the flags\.\n$/],
    ['an unknown function', ['--function', 'Nope'], /^--function: the template has no function "Nope", only .*\n$/],
    [
      'faults in an action that is not here',
      ['--faults', 's3=500@0.1,logs:GetLogEvent=throttle'],
      /^--faults: "logs:GetLogEvent" names no action of logs: .*\blogs:GetLogEvents\b.*\n$/,
    ],
    ['a missing template', ['--template', 'nope.yml'], /nope\.yml.*\n$/],
  ])(
    '%s',
    async (_, args, message) => {
      await using run = await npmStart(...args);

      expect(await run.exit()).toBe(1);
      expect(run.stderr()).toMatch(message);
      expect(run.stderr().trim().split('\n')).toHaveLength(1);
      expect(run.descendants()).toEqual([]);
    },
    30_000,
  );

  it('a template that does not parse', async () => {
    await using empty = await npmStart('--help');
    await empty.exit();
    await writeFile(join(empty.directory, 'broken.yml'), 'Resources: [\n');
    await using run = await npmStart('--template', join(empty.directory, 'broken.yml'));

    expect(await run.exit()).toBe(1);
    expect(run.stderr().trim().split('\n')).toHaveLength(1);
    expect(run.stderr()).not.toMatch(/\n\s+at /);
  }, 30_000);
});
