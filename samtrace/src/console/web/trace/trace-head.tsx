import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Failure, frameText } from '../../model/failure.ts';
import { counted, dateTime, duration } from '../../model/format.ts';
import type { Trace } from '../../model/trace.ts';
import type { Entity } from '../../model/trace-document.ts';
import { writeTraceFile } from '../../model/trace-file.ts';
import { survivedFailures, traceStatus } from '../../model/trace-status.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { LinkedTraceChips } from './linked-trace-chips.tsx';

/** The name of a trace, the cause of its failure, its stored objects, and buttons to copy and download it. */
export function TraceHead({
  trace,
  durationMs,
  failure,
  objects,
  isStored,
  onShow,
}: {
  trace: Trace;
  durationMs: number;
  failure: Failure | undefined;
  objects: ComponentChildren;
  /** Whether X-Ray has the trace, so that there is a map of it. */
  isStored: boolean;
  onShow: (entity: Entity) => void;
}) {
  const root = trace.roots[0];
  const survived = useMemo(() => survivedFailures(trace), [trace]);
  const [firstSurvived] = survived;
  const failing = trace.byId.get(failure?.entityId ?? '');
  const entities = [...trace.byId.values()];
  const segments = entities.filter((entity) => entity.isSegment).length;
  return (
    <header class="trace-head">
      <div class="trace-title">
        {root && <StatusMark status={traceStatus(trace)} word />}
        <h2>{root?.name ?? 'Empty trace'}</h2>
        <span class="trace-id mono">
          {trace.id}
          <CopyButton small label="Copy the trace ID" text={() => trace.id} />
        </span>
        {isStored && (
          <PlaceLink to={{ view: 'map', traceId: trace.id }} class="button" title="The map of this trace">
            <Icon name="map" />
            <span>Map</span>
          </PlaceLink>
        )}
        <button type="button" class="button" onClick={() => download(trace)}>
          <Icon name="download" />
          <span>Export</span>
        </button>
      </div>
      <ul class="trace-facts">
        <li>{dateTime(trace.startMs)}</li>
        <li>
          <strong>{duration(durationMs)}</strong>
        </li>
        <li>
          {counted(segments, 'segment')}, {counted(entities.length - segments, 'subsegment')}
        </li>
        {root?.httpStatus !== undefined && <li>Response {root.httpStatus}</li>}
        {firstSurvived && (
          <li>
            <button type="button" class="text-button" onClick={() => onShow(firstSurvived)} title="The next one: n">
              {counted(survived.length, 'subsegment')} failed
            </button>
          </li>
        )}
        {isStored && <LinkedTraceChips trace={trace} />}
        {objects}
      </ul>
      {failure && (
        <button
          type="button"
          class={`failure-line failure-${failure.status}`}
          onClick={() => failing && onShow(failing)}
        >
          <Icon name={failure.status === 'ok' ? 'error' : failure.status} />
          <strong>{failure.type}</strong>
          <span class="failure-message">{failure.message}</span>
          {failure.frame && <code>{frameText(failure.frame)}</code>}
        </button>
      )}
      {trace.problems.map((problem) => (
        <p key={problem} class="problem">
          {problem}
        </p>
      ))}
    </header>
  );
}

/** Downloads the trace in the format of `aws xray batch-get-traces`. */
function download(trace: Trace): void {
  const url = URL.createObjectURL(new Blob([writeTraceFile([trace.shape])], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${trace.id}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
