import type { Counts } from './service-map.ts';
import type { Status } from './status.ts';

/** A part of a node's ring, in shares of the whole circle from its top, clockwise. */
export interface Arc {
  readonly status: Status;
  readonly from: number;
  readonly to: number;
}

/** A failure among thousands must still be seen: no arc is drawn smaller than this share. */
const SMALLEST_ARC = 0.03;

/** The ring of a node: failures first, from the top, worst first, then ok; empty without calls. */
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
