import { useMemo } from 'preact/hooks';
import { clock, shorten } from '../../model/format.ts';
import { readTrace, type Trace } from '../../model/trace.ts';
import type { Place } from '../../model/url-state.ts';
import { go } from '../lib/page-state.ts';
import { Segmented } from '../parts/segmented.tsx';
import { Notice } from '../parts/states.tsx';
import { OpenTraceButton } from './open-trace-file.tsx';
import { openedTraces } from './opened-traces.ts';
import { TracePage } from './trace-page.tsx';

/** The maximum length of a name in a label. */
const MAX_NAME = 24;

type OpenedPlace = Extract<Place, { view: 'opened' }>;

/** A trace from a file, in the same view as a stored trace. */
export function OpenedTraceView({ place }: { place: OpenedPlace }) {
  const shapes = openedTraces.use();
  const traces = useMemo(() => shapes.map(readTrace), [shapes]);
  const trace = traces.find(({ id }) => id === place.traceId) ?? traces[0];
  if (!trace) {
    return (
      <Notice icon="open" title="No trace is open">
        <p>
          Drop a file on this page: the output of <code>aws xray batch-get-traces</code>, or a JSON download of the
          X-Ray console.
        </p>
        <OpenTraceButton />
      </Notice>
    );
  }
  return (
    <>
      {traces.length > 1 && (
        <div class="view-bar">
          <p class="view-summary">{traces.length} traces were opened</p>
          <Segmented
            label="Opened trace"
            choices={traces.map((one) => [one.id, labelOf(one)] as const)}
            value={trace.id}
            onChoose={(traceId) => go({ place: { view: 'opened', traceId } })}
          />
        </div>
      )}
      {trace.byId.size === 0 ? (
        <Unreadable trace={trace} />
      ) : (
        <TracePage
          key={trace.id}
          trace={trace}
          view={place}
          onView={(change) => go({ place: { ...place, ...change } }, { replace: true })}
        />
      )}
    </>
  );
}

/** Trace IDs are hard to distinguish, so a label has the name and the time. */
function labelOf({ roots, startMs }: Trace): string {
  return roots[0] ? `${shorten(roots[0].name, MAX_NAME)} ${clock(startMs)}` : 'unreadable';
}

function Unreadable({ trace }: { trace: Trace }) {
  return (
    <Notice icon="open" title="This trace cannot be read">
      {trace.problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
      <OpenTraceButton />
    </Notice>
  );
}
