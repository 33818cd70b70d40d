import { describe, expect, it } from '@jest/globals';
import { invocationCounts } from '../../src/cli/summary.ts';
import { Tally } from '../../src/cli/tally.ts';

function done(n: number, errorType?: string) {
  const failure = errorType === undefined ? {} : { functionError: 'Unhandled' as const, errorType };
  const payload = Buffer.from(`"${n}"`);
  const result = {
    requestId: `r${n}`,
    payload,
    executedVersion: '$LATEST',
    durationMs: 1,
    coldStart: false,
    logTail: 'log',
  };
  return { n, result: { ...result, ...failure } };
}

describe('the results of a run', () => {
  it('are counted by error type, with the first failure of each type, for any order of arrival', () => {
    const tally = new Tally({ keepsResults: false });
    for (const each of [done(4, 'B'), done(2, 'A'), done(1), done(3, 'B')]) tally.add(each);

    expect(invocationCounts(tally)).toBe('4 invocations: 1 ok, 3 failed (2 B, 1 A)');
    expect(tally.failures.map(({ errorType, first }) => [errorType, first.n])).toEqual([
      ['A', 2],
      ['B', 3],
    ]);
  });

  it('are kept only with --json, by their number and without their logs', () => {
    const [forgetful, keeping] = [new Tally({ keepsResults: false }), new Tally({ keepsResults: true })];
    for (const each of [done(2), done(1)]) {
      forgetful.add(each);
      keeping.add(each);
    }

    expect(forgetful.results).toEqual([]);
    expect(keeping.results.map(({ n, result }) => [n, result.logTail])).toEqual([
      [1, ''],
      [2, ''],
    ]);
  });
});
