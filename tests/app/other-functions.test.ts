import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Invocation, Stack } from 'samtrace';
import { reportsOf, startSample, storedIn } from './support/sample.ts';

const FUNCTIONS = ['FailsInInit', 'LogsAnError', 'LogsAndThrows', 'MakesTheSdkComplain'] as const;

let stack: Stack;
const results = {} as Record<(typeof FUNCTIONS)[number], Invocation>;

beforeAll(async () => {
  stack = await startSample({ template: 'tests/app/other-functions/template.yml' });
  await Promise.all(
    FUNCTIONS.map(async (name) => {
      results[name] = await stack.invoke(name, {});
    }),
  );
  await stack.settled();
});

afterAll(() => stack?.stop());

describe('the error handler, subscribed to other functions,', () => {
  it.each([
    ['FailsInInit', 'init', 'TypeError', 'There is no configuration.'],
    ['LogsAnError', 'logged', 'ERROR', 'The cache is not there; going on without it.'],
    ['LogsAndThrows', 'thrown', 'RangeError', 'Without the cache it does not work.'],
  ] as const)('stores one report for %s, of the class "%s"', async (name, failureClass, type, message) => {
    expect(await reportsOf(stack, results[name].requestId)).toEqual([
      expect.objectContaining({ class: failureClass, error: expect.objectContaining({ type, message }) }),
    ]);
  });

  it('stores no report for a function of which only the X-Ray SDK logs problems', async () => {
    const { requestId, answer } = results.MakesTheSdkComplain;
    const complaints = stack.logs('MakesTheSdkComplain').filter(({ message }) => message.includes('X-Ray SDK:'));

    expect(answer).toBe('done');
    expect(complaints.length).toBeGreaterThan(0);
    expect(complaints.every(({ message }) => message.includes('"level":"WARN"'))).toBe(true);
    expect(await reportsOf(stack, requestId)).toEqual([]);
  });

  it('stores no other report', async () => {
    const keys = Object.keys(await storedIn(stack)).filter((key) => key.endsWith('/report.json'));

    expect(keys).toHaveLength(3);
  });
});
