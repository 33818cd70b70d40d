import { describe, expect, it } from '@jest/globals';
import { asyncOutcome } from '../../src/console/model/async-outcome.ts';
import { segment, subsegment, traceOf } from './builders.ts';

describe('the outcome of an asynchronous invocation', () => {
  const dwell = subsegment('Dwell Time');
  const attempt = (n: number, fields = {}) => subsegment(`Attempt #${n}`, { at: n, ...fields });
  const lambda = (...subsegments: unknown[]) => segment('lambda', { origin: 'AWS::Lambda', subsegments });
  const retry = (n: number, fields = {}) => ({ ...attempt(n, fields), type: 'subsegment', parent_id: 'lambda' });

  it('is undefined until the first attempt ends', () => {
    expect(asyncOutcome(traceOf(segment('fn', { origin: 'AWS::Lambda::Function' })))).toBeUndefined();
    expect(asyncOutcome(traceOf(lambda(dwell)))).toBeUndefined();
  });

  it('is the outcome of the last attempt, also if its subsegment arrives before an earlier one', () => {
    const failed = lambda(dwell, attempt(1, { error: true }));

    expect(asyncOutcome(traceOf(failed, retry(2)))).toEqual({ status: 'ok', attempts: 2, failed: 1 });
    expect(asyncOutcome(traceOf(failed, retry(3, { error: true }), retry(2, { error: true })))).toEqual({
      status: 'error',
      attempts: 3,
      failed: 3,
    });
  });
});
