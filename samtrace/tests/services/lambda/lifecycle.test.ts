import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { isGone, lambdaWorld, processState, until } from './world.ts';

const directory = mkdtempSync(join(tmpdir(), 'lambda-test-'));
afterAll(() => rmSync(directory, { recursive: true }));
let world = lambdaWorld();
afterEach(async () => {
  await world.lambda.stop();
  world = lambdaWorld();
});

describe('the environments of a function', () => {
  it('are as many as the concurrent invocations', async () => {
    const functionName = world.define('answers.waitsForFile');
    const file = join(directory, 'two-at-a-time');
    const working = [world.invoke(functionName, { file }), world.invoke(functionName, { file })];
    await until('both at work', () => world.recordsOf(functionName).filter(isWaiting).length === 2);
    writeFileSync(file, '');

    const results = await Promise.all(working);
    const third = await world.invoke(functionName, { file });

    expect(results.map(({ coldStart }) => coldStart)).toEqual([true, true]);
    expect(third.coldStart).toBe(false);
    expect(new Set(world.logs.map(({ stream }) => stream)).size).toBe(2);
  });

  it('are limited by the reserved concurrency: another request is throttled, also on the map', async () => {
    const functionName = world.define('answers.waitsForFile', { reservedConcurrency: 1 });
    const file = join(directory, 'throttled');
    const working = world.invoke(functionName, { file });
    await until('the first at work', () => world.recordsOf(functionName).some(isWaiting));

    await expect(world.invoke(functionName, { file })).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
      message: 'Rate Exceeded.',
      members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' },
    });

    expect(world.segmentsOf(functionName)).toMatchObject([
      { origin: 'AWS::Lambda', error: true, throttle: true, http: { response: { status: 429 } } },
    ]);
    writeFileSync(file, '');
    await working;
  });

  it('are new after a change of the tracing mode', async () => {
    const functionName = world.define('answers.counter');
    await world.invoke(functionName);
    const [before] = world.lambda.pids();

    world.lambda.setTracingMode(functionName, 'PassThrough');
    const { coldStart } = await world.invoke(functionName);

    expect(coldStart).toBe(true);
    expect(world.lambda.pids()).not.toContain(before);
    expect(world.segments).toHaveLength(2); // of the first invocation
    await until('the old process gone', () => before !== undefined && isGone(before));
  });

  it('that are busy during the change are not used again', async () => {
    const functionName = world.define('answers.waitsForFile');
    const file = join(directory, 'changed');
    const working = world.invoke(functionName, { file });
    await until('the invocation at work', () => world.recordsOf(functionName).some(isWaiting));

    world.lambda.setTracingMode(functionName, 'PassThrough');
    writeFileSync(file, '');
    await working;

    expect((await world.invoke(functionName, { file })).coldStart).toBe(true);
  });

  it('leave no process and no invocation when the stack stops', async () => {
    const idle = world.define('answers.nothing');
    await world.invoke(idle);
    const busy = ['failures.spins', 'failures.hangs'].map((handler) => world.define(handler, { timeoutSeconds: 900 }));
    const working = busy.map((functionName) => world.invoke(functionName));
    const ended = Promise.allSettled(working);
    const starting = world.define('init-hangs.handler');
    const started = Promise.allSettled([world.invoke(starting)]);
    await until('both at work', () => busy.every((name) => world.recordsOf(name).some(isStart)));
    const pids = world.lambda.pids();
    const logged = world.logs.length;

    await world.lambda.stop();

    expect(pids.length).toBeGreaterThanOrEqual(3);
    expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
    expect([...(await ended), ...(await started)]).toMatchObject(
      Array(3).fill({ status: 'rejected', reason: { code: 'ServiceException' } }),
    );
    expect(world.logs).toHaveLength(logged);
    await expect(world.invoke(idle)).rejects.toMatchObject({ code: 'ServiceException' });
  });

  it.each(['ignore', 'inherit'])('end the detached processes of their code: stdio %s', async (stdio) => {
    const world = lambdaWorld();
    const functionName = world.define('answers.startsAndLetsGo');
    const { payload } = await world.invoke(functionName, { stdio });
    const pid = Number(payload.toString());
    expect(isGone(pid)).toBe(false);

    await world.lambda.stop();

    if (process.platform === 'linux') await until('the other process gone', () => isGone(pid));
    else process.kill(pid, 'SIGKILL');
  });

  it('end a process with another group, without variables, that holds their output open', async () => {
    const world = lambdaWorld();
    const functionName = world.define('answers.startsAndLetsGo');
    const { payload } = await world.invoke(functionName, { stdio: 'inherit', env: {} });
    const pid = Number(payload.toString());
    expect(isGone(pid)).toBe(false);

    await world.lambda.stop();

    expect(world.lambda.pids()).toEqual([]);
    if (process.platform === 'linux') await until('the other process gone', () => isGone(pid));
    else process.kill(pid, 'SIGKILL');
  });

  it('end when the stack is killed, whether they are idle, busy, or waiting', async () => {
    const program = join(import.meta.dirname, 'handlers', 'stack-to-kill.mjs');
    const stack = spawn(process.execPath, [program, join(directory, 'runtime')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids = await pidsPrinted(stack);

    stack.kill('SIGKILL');

    expect(pids).toHaveLength(3);
    await until('all environments gone', () => pids.every(isGone));
  });

  if (process.platform === 'linux') {
    it('are frozen between invocations', async () => {
      const functionName = world.define('answers.counter');
      await world.invoke(functionName);
      const [pid = 0] = world.lambda.pids();
      await until('the process stopped', () => processState(pid) === 'T');

      const { payload } = await world.invoke(functionName);

      expect(payload.toString()).toBe('2');
      await until('the process stopped again', () => processState(pid) === 'T');
    });
  }
});

const isWaiting = ({ message }: { message?: unknown }) => message === 'waiting';
const isStart = ({ type }: { type?: string }) => type === 'platform.start';

async function pidsPrinted(child: ChildProcess): Promise<number[]> {
  if (child.stdout === null) throw new Error('The stack has no output.');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error('The stack ended without a word.');
}

describe('a stack that has too few file descriptors', () => {
  it('fails the invocations that it cannot start, and continues', async () => {
    if (process.platform === 'win32') return; // It has no limit of this kind.
    const script = join(import.meta.dirname, 'handlers/many-environments.mjs');
    const stack = spawn('sh', ['-c', 'ulimit -n 120; exec "$0" "$1"', process.execPath, script]);
    let output = '';
    stack.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const [status] = await once(stack, 'close');

    expect(status).toBe(0);
    const { results, afterwards, asynchronous } = JSON.parse(output) as Record<string, string[]>;
    expect(new Set(results)).toEqual(new Set(['"waited"', 'Runtime.ExitError']));
    expect(results).toHaveLength(40);
    expect([afterwards, asynchronous]).toEqual(['"waited"', ['ok']]);
  }, 60_000);
});
