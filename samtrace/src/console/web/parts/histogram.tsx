import { count, duration } from '../../model/format.ts';
import { latencyBins, percentileMs } from '../../model/latency.ts';

const BINS = 28;
const WIDTH = 280;
const HEIGHT = 64;

/** The distribution of the latencies. The values are below it as text. */
export function Histogram({ latencies }: { latencies: readonly { ms: number; count: number }[] }) {
  const bins = latencyBins(latencies, BINS);
  const first = bins[0];
  const last = bins.at(-1);
  if (!first || !last) return <p class="quiet">No finished calls in this time.</p>;
  const highest = Math.max(...bins.map((bin) => bin.count));
  const width = WIDTH / Math.max(bins.length, 8);
  const percentiles = [0.5, 0.9, 0.99].map((share) => [`p${share * 100}`, percentileMs(latencies, share)] as const);
  const spoken = percentiles.map(([name, ms]) => `${name} ${duration(ms)}`).join(', ');
  return (
    <figure class="histogram">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Latencies: ${spoken}`}>
        {bins.map((bin, i) => {
          const height = bin.count === 0 ? 0 : Math.max(2, (bin.count / highest) * (HEIGHT - 4));
          return (
            <rect key={bin.fromMs} x={i * width + 0.5} y={HEIGHT - height} width={width - 1} height={height}>
              <title>{`${duration(bin.fromMs)} to ${duration(bin.toMs)}: ${count(bin.count)}`}</title>
            </rect>
          );
        })}
      </svg>
      <div class="histogram-axis">
        <span>{duration(first.fromMs)}</span>
        <span>{duration(last.toMs)}</span>
      </div>
      <figcaption>
        {percentiles.map(([name, ms]) => (
          <span key={name}>
            {name} <strong>{duration(ms)}</strong>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
