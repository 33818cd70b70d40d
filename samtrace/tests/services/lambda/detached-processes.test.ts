import { afterAll, describe, expect, it } from '@jest/globals';
import { isGone, lambdaWorld, until } from './world.ts';

// Other systems do not list the children of a process.
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a detached process without the variables of the function', () => {
  const world = lambdaWorld();
  afterAll(() => world.lambda.stop());

  it('lives as long as the execution environment that started it', async () => {
    const name = world.define('detached.answers');
    const { payload } = await world.invoke(name);
    const pid = JSON.parse(payload.toString('utf8')) as number;
    expect(isGone(pid)).toBe(false);

    world.lambda.setTracingMode(name, 'Active'); // The next invocation gets a new environment.

    await until('the detached process is gone', () => isGone(pid));
  });

  it('ends with an invocation that times out', async () => {
    const name = world.define('detached.hangs', { functionName: 'times-out', timeoutSeconds: 1 });
    await world.invoke(name);
    const [, pid] = /started (\d+)/.exec(world.logOf(name).join('\n')) ?? [];

    await until('the detached process is gone', () => isGone(Number(pid)));
  });
});
