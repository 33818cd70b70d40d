import { useMemo } from 'preact/hooks';
import type { TraceAnswer } from '../../model/contract.ts';
import { withLateDocuments } from '../../model/late-documents.ts';
import { readTrace } from '../../model/trace.ts';
import { isRunning } from '../../model/trace-status.ts';
import type { TraceView } from '../../model/trace-view.ts';
import type { Place } from '../../model/url-state.ts';
import { go } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { useNow } from '../lib/use-now.ts';
import { PlaceLink } from '../parts/place-link.tsx';
import { Notice, Ready } from '../parts/states.tsx';
import { LogPanel } from './log-panel.tsx';
import { ObjectLinks } from './object-links.tsx';
import { TracePage } from './trace-page.tsx';

type TracePlace = Extract<Place, { view: 'trace' }>;

/** A trace in X-Ray, with its log and the stored objects of its requests. */
export function StoredTraceView({ place }: { place: TracePlace }) {
  const path = `/_local/traces/${encodeURIComponent(place.traceId)}`;
  const data = useData<TraceAnswer>(path);
  if (data.state === 'failed' && data.error.status === 404) return <NoSuchTrace traceId={place.traceId} />;
  return <Ready data={data}>{(answer) => <Loaded answer={answer} place={place} path={path} />}</Ready>;
}

function Loaded({ answer, place, path }: { answer: TraceAnswer; place: TracePlace; path: string }) {
  const trace = useMemo(() => withLateDocuments(readTrace(answer.trace), answer.late), [answer]);
  const nowMs = useNow(isRunning(trace) ? 500 : undefined);
  const onView = (change: TraceView) => go({ place: { ...place, ...change } }, { replace: true });
  return (
    <TracePage
      trace={trace}
      view={place}
      onView={onView}
      nowMs={nowMs}
      objects={<ObjectLinks path={`${path}/objects`} />}
      log={<LogPanel trace={trace} path={`${path}/log`} view={place} onView={onView} />}
    />
  );
}

function NoSuchTrace({ traceId }: { traceId: string }) {
  return (
    <Notice icon="traces" title="No such trace">
      <p>
        No segment of <code>{traceId}</code> has arrived. The trace appears here when one does. Perhaps it was recorded
        before samtrace was last started, or the request was not sampled.
      </p>
      <PlaceLink to={{ view: 'traces' }} class="button">
        All traces
      </PlaceLink>
    </Notice>
  );
}
