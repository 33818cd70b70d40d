import type { Counts } from './service-map.ts';
import type { Status } from './status.ts';

/** An arc of the ring of a node, in shares of the circle, clockwise from the top. */
export interface Arc {
  readonly status: Status;
  readonly from: number;
  readonly to: number;
}

/** No arc is smaller than this share, so that one failure among thousands is visible. */
const SMALLEST_ARC = 0.03;

/** The arcs of a node's ring: failures first, the worst at the top, then successes. Empty without calls. */
export function ringArcs(counts: Counts): Arc[] {
  const parts = (['fault', 'error', 'throttle', 'ok'] as const)
    .map((status) => ({ status, count: counts[status] }))
    .filter((part) => part.count > 0);
  const sum = parts.reduce((total, part) => total + part.count, 0);
  const shares = parts.map((part) => Math.max(part.count / sum, SMALLEST_ARC));
  const whole = shares.reduce((total, share) => total + share, 0);
  let from = 0;
  return parts.map((part, i) => {
    const to = i === parts.length - 1 ? 1 : from + (shares[i] ?? 0) / whole;
    const arc = { status: part.status, from, to };
    from = to;
    return arc;
  });
}
