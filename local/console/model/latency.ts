interface Latency {
  readonly ms: number;
  readonly count: number;
}

export interface LatencyBin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/**
 * Bins of equal width from the shortest to the longest latency. One single latency gives one bin.
 * The last bin takes its upper bound in.
 */
export function latencyBins(latencies: readonly Latency[], binCount: number): LatencyBin[] {
  const counted = latencies.filter((latency) => latency.count > 0);
  if (counted.length === 0) return [];
  const minMs = counted.reduce((min, latency) => Math.min(min, latency.ms), Number.POSITIVE_INFINITY);
  const maxMs = counted.reduce((max, latency) => Math.max(max, latency.ms), 0);
  const bins = maxMs > minMs ? binCount : 1;
  const widthMs = (maxMs - minMs) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const { ms, count } of counted) {
    const index = widthMs === 0 ? 0 : Math.min(bins - 1, Math.floor((ms - minMs) / widthMs));
    counts[index] = (counts[index] ?? 0) + count;
  }
  return counts.map((count, i) => ({ fromMs: minMs + i * widthMs, toMs: minMs + (i + 1) * widthMs, count }));
}

/** The latency that `share` (0 to 1) of the calls did not exceed; undefined without calls. */
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
