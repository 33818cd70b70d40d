import type { TraceRow } from '../../model/contract.ts';
import { clock, duration } from '../../model/format.ts';
import { PlaceLink } from '../parts/place-link.tsx';
import { StatusMark } from '../parts/status-mark.tsx';

/** A compact list of traces, for panels. */
export function TraceList({ rows }: { rows: readonly TraceRow[] }) {
  if (rows.length === 0) return <p class="quiet">No traces in this time range.</p>;
  return (
    <ul class="trace-list">
      {rows.map((row) => (
        <li key={row.traceId}>
          <PlaceLink to={{ view: 'trace', traceId: row.traceId }} data-row>
            <StatusMark status={row.status} />
            <span class="trace-list-what">
              {row.failure ? row.failure.type : row.name}
              {row.failure && <span class="quiet"> {row.failure.message}</span>}
            </span>
            <span class="number">{duration(row.durationMs)}</span>
            <time class="quiet number">{clock(row.startMs).slice(0, 8)}</time>
          </PlaceLink>
        </li>
      ))}
    </ul>
  );
}
