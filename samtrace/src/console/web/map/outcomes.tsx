import { count, percent } from '../../model/format.ts';
import type { Counts } from '../../model/service-map.ts';
import { STATUS_WORDS } from '../../model/status.ts';
import { StatusMark } from '../parts/status-mark.tsx';

/** The results of the calls of a node or an edge, as a bar, in words, and in numbers. */
export function Outcomes({ counts }: { counts: Counts }) {
  if (counts.total === 0) return null;
  const parts = (['ok', 'error', 'fault', 'throttle'] as const).filter((status) => counts[status] > 0);
  return (
    <section>
      <h3>Outcome</h3>
      <svg class="outcome-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        {parts.map((status, i) => {
          const before = parts.slice(0, i).reduce((sum, earlier) => sum + counts[earlier], 0);
          const scale = 100 / counts.total;
          return (
            <rect key={status} class={`fill-${status}`} x={before * scale} width={counts[status] * scale} height="8" />
          );
        })}
      </svg>
      <ul class="outcomes">
        {parts.map((status) => (
          <li key={status}>
            <StatusMark status={status} />
            {STATUS_WORDS[status]} <strong>{count(counts[status])}</strong>
            <span class="quiet">{percent(counts[status] / counts.total)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
