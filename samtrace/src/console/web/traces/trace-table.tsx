import type { TraceRow } from '../../model/contract.ts';
import { clock, counted, dateTime, duration } from '../../model/format.ts';
import { go } from '../lib/page-state.ts';
import { PlaceLink } from '../parts/place-link.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { StatusMark } from '../parts/status-mark.tsx';

/** One row per trace. The name is a link; a click anywhere in the row follows it. */
export function TraceTable({ rows }: { rows: readonly TraceRow[] }) {
  const longestMs = rows.reduce((max, row) => Math.max(max, row.durationMs), 0);
  return (
    <Scroller label="Table of traces">
      <table class="table trace-table">
        <thead>
          <tr>
            <th scope="col" class="col-status">
              <span class="visually-hidden">Status</span>
            </th>
            <th scope="col">Entry</th>
            <th scope="col">Cause</th>
            <th scope="col" class="number">
              Response
            </th>
            <th scope="col" class="col-duration">
              Duration
            </th>
            <th scope="col" class="number">
              Time
            </th>
            <th scope="col" class="col-id">
              Trace ID
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.traceId} row={row} longestMs={longestMs} />
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function Line({ row, longestMs }: { row: TraceRow; longestMs: number }) {
  const place = { view: 'trace', traceId: row.traceId } as const;
  return (
    <tr class="clickable" onClick={(event) => !event.defaultPrevented && go({ place })}>
      <td class="col-status">
        <StatusMark status={row.status} />
      </td>
      <th scope="row" class="col-name">
        <PlaceLink to={place} class="cell-link" data-row>
          {[row.httpMethod, row.name].filter(Boolean).join(' ')}
        </PlaceLink>
        {row.httpUrl && <span class="quiet cell-more">{row.httpUrl}</span>}
      </th>
      <td class="col-cause">
        {row.failure && (
          <>
            <strong class={`text-${row.status}`}>{row.failure.type}</strong>
            <span class="quiet cell-more">{row.failure.message}</span>
          </>
        )}
        {row.survived > 0 && <span class="quiet">{counted(row.survived, 'subsegment')} failed</span>}
      </td>
      <td class="number quiet col-response">{row.httpStatus ?? '–'}</td>
      <td class="col-duration">
        <span class="number">{duration(row.durationMs)}</span>
        <svg class="mini-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
          <rect class="mini-bar-back" width="100" height="4" />
          <rect
            class={`fill-${row.status}`}
            width={longestMs === 0 ? 0 : Math.max(1, (row.durationMs / longestMs) * 100)}
            height="4"
          />
        </svg>
      </td>
      <td class="number quiet col-time">
        <time title={dateTime(row.startMs)}>{clock(row.startMs)}</time>
      </td>
      <td class="col-id mono quiet">{row.traceId}</td>
    </tr>
  );
}
