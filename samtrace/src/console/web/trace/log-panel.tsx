import { useMemo, useState } from 'preact/hooks';
import type { TraceLogAnswer } from '../../model/contract.ts';
import { clock, counted, duration } from '../../model/format.ts';
import type { LogRecord } from '../../model/log-record.ts';
import { readLogLine } from '../../model/read-log-line.ts';
import type { Trace } from '../../model/trace.ts';
import type { TraceView } from '../../model/trace-view.ts';
import { useData } from '../lib/use-data.ts';
import { Icon } from '../parts/icon.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { Ready } from '../parts/states.tsx';
import { cursorMs } from './cursor.tsx';

/** The log of the requests of the trace. The timeline marks the time of the line under the pointer. */
export function LogPanel({
  trace,
  path,
  view,
  onView,
}: {
  trace: Trace;
  path: string;
  view: TraceView;
  onView: (change: TraceView) => void;
}) {
  const data = useData<TraceLogAnswer>(path);
  const records = useMemo(() => (data.state === 'ready' ? data.value.lines.map(readLogLine) : []), [data]);
  const withPlatform = !view.hidesPlatformLog;
  const shown = withPlatform ? records : records.filter((record) => record.level !== 'platform');
  return (
    <section class="log" aria-label="Log" onPointerLeave={() => cursorMs.set(undefined)}>
      <header class="log-head">
        <h2>Log</h2>
        <span class="quiet">{counted(shown.length, 'record')}</span>
        <label class="check">
          <input type="checkbox" checked={withPlatform} onChange={() => onView({ hidesPlatformLog: withPlatform })} />
          Lambda's own records
        </label>
      </header>
      <Ready data={data}>
        {({ omitted }) => (
          <Scroller label="Records" class="log-lines">
            {shown.length === 0 && <p class="quiet">No log records of this trace.</p>}
            {shown.map((record, i) => (
              <Line key={i} record={record} offsetMs={record.timeMs - trace.startMs} />
            ))}
            {omitted > 0 && <p class="quiet">{counted(omitted, 'further record')} left out.</p>}
          </Scroller>
        )}
      </Ready>
    </section>
  );
}

function Line({ record, offsetMs }: { record: LogRecord; offsetMs: number }) {
  const [isOpen, setOpen] = useState(false);
  const offset = offsetMs < 0 ? `−${duration(-offsetMs)}` : `+${duration(offsetMs)}`;
  return (
    <div
      class={`log-line log-${record.tone} ${isOpen ? 'open' : ''}`}
      onPointerEnter={() => cursorMs.set(record.timeMs)}
    >
      <button type="button" class="log-summary" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name="chevron" class={isOpen ? 'turned' : ''} />
        <time title={`${offset} into the trace`}>{clock(record.timeMs)}</time>
        <span class="log-level">{record.level ?? ''}</span>
        <span class="log-text">{record.text}</span>
      </button>
      {isOpen && (
        <div class="log-more">
          <p class="quiet">
            {offset} · {record.logGroup} · {record.logStream}
          </p>
          {record.fields ? <JsonTree value={record.fields} open={3} /> : <pre>{record.text}</pre>}
        </div>
      )}
    </div>
  );
}
