/** How long the error handler may wait for one delivery. */
import type { Delivery } from './delivery.ts';

/** Both are epoch milliseconds. */
export interface Deadlines {
  /** Until then, it is worth waiting for a log or a trace that is not complete yet. */
  waitUntilMs: number;

  /** From then on, nothing more is read: the rest of the invocation is for storing reports. */
  stopReadingAtMs: number;
}

/** How much of an invocation is kept for storing reports, if the function's timeout allows it. */
const STORING_MS = 60_000;

/** The wait counts from the failure: a delivery that comes late, or again, does not wait again. */
export function deadlinesFor(
  { events }: Pick<Delivery, 'events'>,
  now: number,
  remainingMs: number,
  traceWaitMs: number,
): Deadlines {
  let failedAt = 0;
  for (const { timestamp } of events) {
    failedAt = Math.max(failedAt, timestamp);
  }

  const stopReadingAtMs = now + remainingMs - Math.min(STORING_MS, remainingMs / 3);
  const waitUntilMs = Math.min(failedAt, now) + traceWaitMs;
  return { waitUntilMs: Math.min(waitUntilMs, stopReadingAtMs), stopReadingAtMs };
}
