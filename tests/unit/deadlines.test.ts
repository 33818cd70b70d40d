import { describe, expect, it } from '@jest/globals';
import { deadlinesFor } from '../../functions/error-handler/deadlines.ts';

const NOW = 1_000_000_000;
const deadlines = (agoMs: number[], remainingMs = 300_000, traceWaitMs = 45_000) => {
  const events = agoMs.map((ms) => ({ timestamp: NOW - ms, message: '' }));
  const { waitUntilMs, stopReadingAtMs } = deadlinesFor({ events }, NOW, remainingMs, traceWaitMs);
  return { waitMs: waitUntilMs - NOW, readMs: stopReadingAtMs - NOW };
};

describe('the deadline of a delivery', () => {
  it('counts from the failure', () => {
    expect(deadlines([5_000])).toEqual({ waitMs: 40_000, readMs: 240_000 });
  });

  it('counts from the last failure, if there are several', () => {
    expect(deadlines([30_000, 5_000, 20_000]).waitMs).toBe(40_000);
  });

  it('has passed if the failure is old, so that a backlog does not wait', () => {
    expect(deadlines([3_600_000]).waitMs).toBeLessThan(0);
  });

  it('counts from now if a record claims to be from the future', () => {
    expect(deadlines([-3_600_000]).waitMs).toBe(45_000);
  });

  it('leaves a minute to store reports, also with the longest wait', () => {
    expect(deadlines([0], 300_000, 180_000)).toEqual({ waitMs: 180_000, readMs: 240_000 });
    expect(deadlines([0], 200_000, 180_000)).toEqual({ waitMs: 140_000, readMs: 140_000 });
  });

  it('leaves a third of a short invocation to store reports', () => {
    expect(deadlines([0], 30_000)).toEqual({ waitMs: 20_000, readMs: 20_000 });
  });
});
