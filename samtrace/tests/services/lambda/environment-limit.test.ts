import { afterAll, expect, it } from '@jest/globals';
import { isGone, json, lambdaWorld, until } from './world.ts';

const world = lambdaWorld({ maxEnvironments: 2 });
afterAll(() => world.lambda.stop());

it('throttles invocations over the limit of the machine, as over the concurrency of the account', async () => {
  const functionName = world.define('answers.nothing', { functionName: 'busy' });

  const results = await Promise.allSettled([1, 2, 3].map(() => world.invoke(functionName)));

  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(results[2]).toMatchObject({
    reason: {
      code: 'TooManyRequestsException',
      status: 429,
      members: { Reason: 'ConcurrentInvocationLimitExceeded' },
    },
  });
});

it('ends the environment that has been idle for the longest time if another one is needed', async () => {
  const [oldest = 0, newer = 0] = world.lambda.pids();
  const other = world.define('answers.nothing', { functionName: 'other' });

  await world.invoke(other);

  await until('the end of the oldest environment', () => isGone(oldest));
  expect(isGone(newer)).toBe(false);
  expect(world.lambda.pids()).toHaveLength(2);
});

it('runs every asynchronous invocation over the limit, one after the other', async () => {
  const functionNames = ['a', 'b', 'c', 'd'].map((name) => world.define('answers.nothing', { functionName: name }));

  for (const functionName of functionNames) {
    for (let n = 0; n < 5; n += 1) world.lambda.invokeAsync(functionName, json({}));
  }
  await world.pending.idle();

  const done = world.lambda.asyncInvocations().filter(({ attempts, status }) => attempts === 1 && status === 'ok');
  expect(done).toHaveLength(20);
  expect(world.lambda.pids().length).toBeLessThanOrEqual(2);
});
