import { useMemo } from 'preact/hooks';
import { readTrace } from '../../model/trace.ts';
import type { Place } from '../../model/url-state.ts';
import { go } from '../lib/page-state.ts';
import { Segmented } from '../parts/segmented.tsx';
import { Notice } from '../parts/states.tsx';
import { OpenTraceButton } from './open-trace-file.tsx';
import { openedTraces } from './opened-traces.ts';
import { TracePage } from './trace-page.tsx';

type OpenedPlace = Extract<Place, { view: 'opened' }>;

/** A trace from a file, in the same view as the stack's own. */
export function OpenedTraceView({ place }: { place: OpenedPlace }) {
  const shapes = openedTraces.use();
  const shape = shapes.find(({ Id }) => Id === place.traceId) ?? shapes[0];
  const trace = useMemo(() => shape && readTrace(shape), [shape]);
  if (!trace) {
    return (
      <Notice icon="open" title="No trace is opened">
        <p>
          Drop a file on this page: the output of <code>aws xray batch-get-traces</code>, or the JSON that the X-Ray
          console downloads.
        </p>
        <OpenTraceButton />
      </Notice>
    );
  }
  return (
    <>
      {shapes.length > 1 && (
        <div class="view-bar">
          <p class="view-summary">{shapes.length} traces were opened</p>
          <Segmented
            label="Opened trace"
            choices={shapes.map(({ Id = '' }) => [Id, Id.slice(-6)] as const)}
            value={shape?.Id ?? ''}
            onChoose={(traceId) => go({ place: { view: 'opened', traceId } })}
          />
        </div>
      )}
      <TracePage
        key={trace.id}
        trace={trace}
        view={place}
        onView={(change) => go({ place: { ...place, ...change } }, { replace: true })}
      />
    </>
  );
}
