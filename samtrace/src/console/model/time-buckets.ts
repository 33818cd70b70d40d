import type { Status } from './status.ts';

/** The number of traces that began in an interval, by status. */
export type TimeBucket = { readonly fromMs: number } & Readonly<Record<Status, number>>;

/** Counts the traces in `bucketCount` intervals of equal length from `startMs` to `endMs`. */
export function timeBuckets(
  traces: readonly { readonly startMs: number; readonly status: Status }[],
  startMs: number,
  endMs: number,
  bucketCount: number,
): TimeBucket[] {
  const lengthMs = Math.max(1, endMs - startMs) / bucketCount;
  const buckets = Array.from({ length: bucketCount }, (_, i) => ({
    fromMs: startMs + i * lengthMs,
    ok: 0,
    error: 0,
    fault: 0,
    throttle: 0,
    pending: 0,
  }));
  for (const trace of traces) {
    const index = Math.floor((trace.startMs - startMs) / lengthMs);
    const bucket = buckets[Math.min(bucketCount - 1, Math.max(0, index))];
    if (bucket) bucket[trace.status] += 1;
  }
  return buckets;
}
