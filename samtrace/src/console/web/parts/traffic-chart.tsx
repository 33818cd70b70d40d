import type { TrafficAnswer } from '../../model/contract.ts';
import { clock, counted } from '../../model/format.ts';
import { STATUS_WORDS } from '../../model/status.ts';
import type { TimeBucket } from '../../model/time-buckets.ts';

const HEIGHT = 40;
/** From the bottom to the top: failures are above successes. */
const STACK = ['ok', 'pending', 'throttle', 'error', 'fault'] as const;

/** The number of traces over time, by result. The chart keeps its height when it is empty. */
export function TrafficChart({ traffic }: { traffic: TrafficAnswer | undefined }) {
  const buckets = traffic?.buckets ?? [];
  const highest = buckets.reduce((max, bucket) => Math.max(max, sum(bucket)), 1);
  return (
    <figure class="traffic-chart">
      <svg
        viewBox={`0 0 ${Math.max(1, buckets.length)} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Traces over time: ${counted(traffic?.traces ?? 0, 'trace')}, ${traffic?.failing ?? 0} failing`}
      >
        {buckets.map(
          (bucket, i) => sum(bucket) > 0 && <Column key={bucket.fromMs} bucket={bucket} x={i} highest={highest} />,
        )}
      </svg>
      <figcaption>
        <span>{clock(buckets[0]?.fromMs ?? Date.now()).slice(0, 8)}</span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}

function Column({ bucket, x, highest }: { bucket: TimeBucket; x: number; highest: number }) {
  let y = HEIGHT;
  return (
    <g>
      <title>{spoken(bucket)}</title>
      {STACK.map((status) => {
        if (bucket[status] === 0) return null;
        const height = Math.max(1.5, (bucket[status] / highest) * (HEIGHT - 2));
        y -= height;
        return <rect key={status} class={`fill-${status}`} x={x + 0.12} y={y} width={0.76} height={height} />;
      })}
    </g>
  );
}

function sum(bucket: TimeBucket): number {
  return STACK.reduce((total, status) => total + bucket[status], 0);
}

function spoken(bucket: TimeBucket): string {
  const parts = STACK.filter((status) => bucket[status] > 0).map(
    (status) => `${bucket[status]} ${STATUS_WORDS[status]}`,
  );
  return `${clock(bucket.fromMs).slice(0, 8)}: ${counted(sum(bucket), 'trace')} (${parts.join(', ')})`;
}
