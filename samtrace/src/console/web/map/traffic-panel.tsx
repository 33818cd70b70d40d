import type { TracesAnswer } from '../../model/contract.ts';
import { count, counted, duration, rate } from '../../model/format.ts';
import type { MapEdge, MapNode, ServiceMap } from '../../model/service-map.ts';
import { rangeQuery, usePageState } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { Histogram } from '../parts/histogram.tsx';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { Ready } from '../parts/states.tsx';
import { TraceList } from '../traces/trace-list.tsx';
import { Outcomes } from './outcomes.tsx';

/** The number of traces in the list of the panel. */
const LISTED = 30;

/** The numbers of a node or an edge, its latencies, and its traces, failed ones first. */
export function TrafficPanel({
  map,
  selected,
  traceId,
  onClose,
}: {
  map: ServiceMap;
  selected: readonly string[];
  /** The trace of the map, if the map shows only one. */
  traceId: string | undefined;
  onClose: () => void;
}) {
  const key = selected.join('\n');
  const node = map.nodes.find((candidate) => candidate.key === key);
  const edge = map.edges.find((candidate) => candidate.key === key);
  const part = node ?? edge;
  return (
    <aside class="panel" aria-label="Selection">
      <header class="panel-head">
        {node && <NodeTitle node={node} />}
        {edge && <EdgeTitle edge={edge} />}
        {!part && <h2>Not on the map</h2>}
        <button type="button" class="icon-button" onClick={onClose} aria-label="Close" title="Close (Esc)">
          <Icon name="close" />
        </button>
      </header>
      <Scroller label="Numbers and traces" class="panel-body">
        {part ? (
          <>
            {edge?.isLink && <p class="quiet">Through a queue: the traces are linked, and calls are not counted.</p>}
            <dl class="facts-row">
              <div>
                <dt>Average</dt>
                <dd>{duration(part.averageMs)}</dd>
              </div>
              <div>
                <dt>{node ? 'Requests' : 'Calls'}</dt>
                <dd>{count(part.counts.total)}</dd>
              </div>
              {part.perMinute !== undefined && (
                <div>
                  <dt>Rate</dt>
                  <dd>{rate(part.perMinute)}</dd>
                </div>
              )}
            </dl>
            <Outcomes counts={part.counts} />
            {node?.kind !== 'client' && (
              <section>
                <h3>Latency</h3>
                <Histogram latencies={part.latencies} />
              </section>
            )}
            {traceId === undefined ? (
              <PassingTraces selected={selected} />
            ) : (
              <PlaceLink to={{ view: 'trace', traceId }} class="more-link">
                Open the trace
              </PlaceLink>
            )}
          </>
        ) : (
          <p class="quiet">No traces in this time range match the filter.</p>
        )}
      </Scroller>
    </aside>
  );
}

function NodeTitle({ node }: { node: MapNode }) {
  return (
    <div class="panel-title">
      <span class="kind-mark">
        <Icon name={node.kind} />
      </span>
      <div>
        <h2>{node.name}</h2>
        <p class="quiet">{node.type}</p>
      </div>
    </div>
  );
}

function EdgeTitle({ edge }: { edge: MapEdge }) {
  return (
    <div class="panel-title">
      <div>
        <p class="quiet">{edge.isLink ? `Messages of ${edge.from.name} reach` : `${edge.from.name} calls`}</p>
        <h2>{edge.to.name}</h2>
        <p class="quiet">{edge.to.type}</p>
      </div>
    </div>
  );
}

function PassingTraces({ selected }: { selected: readonly string[] }) {
  const query = rangeQuery(usePageState());
  for (const key of selected) query.append('through', key);
  const data = useData<TracesAnswer>(`/_local/traces?${query}`);
  return (
    <section>
      <h3>{data.state === 'ready' ? counted(data.value.total, 'trace') : 'Traces'}</h3>
      <Ready data={data}>
        {(answer) => (
          <>
            <TraceList rows={answer.rows.slice(0, LISTED)} />
            {answer.total > LISTED && (
              <PlaceLink to={{ view: 'traces', through: selected }} class="more-link">
                All {counted(answer.total, 'trace')}
              </PlaceLink>
            )}
          </>
        )}
      </Ready>
    </section>
  );
}
