interface Latency {
  readonly ms: number;
  readonly count: number;
}

export interface LatencyBin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** Shorter latencies count as this one. X-Ray's histograms are in milliseconds, and the logarithm of zero is undefined. */
const SHORTEST_MS = 0.1;

/**
 * Bins from the shortest to the longest latency. Each bin is wider than the one before by the same factor, so that a single
 * timeout does not push all other calls into the first bin. A single latency is one bin. The last bin includes its upper
 * bound.
 */
export function latencyBins(latencies: readonly Latency[], binCount: number): LatencyBin[] {
  const counted = latencies
    .filter((latency) => latency.count > 0)
    .map(({ ms, count }) => ({ log: Math.log(Math.max(ms, SHORTEST_MS)), count }));
  if (counted.length === 0) return [];
  const min = counted.reduce((least, { log }) => Math.min(least, log), Number.POSITIVE_INFINITY);
  const max = counted.reduce((most, { log }) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const bins = max > min ? binCount : 1;
  const width = (max - min) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const { log, count } of counted) {
    const index = width === 0 ? 0 : Math.min(bins - 1, Math.floor((log - min) / width));
    counts[index] = (counts[index] ?? 0) + count;
  }
  return counts.map((count, i) => ({
    fromMs: Math.exp(min + i * width),
    toMs: Math.exp(min + (i + 1) * width),
    count,
  }));
}

/** The latency that a `share` (0 to 1) of the calls did not exceed. Undefined without calls. */
export function percentileMs(latencies: readonly Latency[], share: number): number | undefined {
  const sorted = latencies.filter((latency) => latency.count > 0).sort((a, b) => a.ms - b.ms);
  const wanted = sorted.reduce((sum, latency) => sum + latency.count, 0) * share;
  let seen = 0;
  for (const { ms, count } of sorted) {
    seen += count;
    if (seen >= wanted) return ms;
  }
  return undefined;
}
