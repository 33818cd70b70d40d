import type { TracesAnswer, TrafficAnswer } from '../../model/contract.ts';
import { count, counted } from '../../model/format.ts';
import type { Place } from '../../model/url-state.ts';
import { useRowKeys } from '../lib/keys.ts';
import { go, rangeQuery, usePageState } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { Icon } from '../parts/icon.tsx';
import { NoTraces } from '../parts/no-traces.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { Ready } from '../parts/states.tsx';
import { TrafficChart } from '../parts/traffic-chart.tsx';
import { TraceTable } from './trace-table.tsx';

type TracesPlace = Extract<Place, { view: 'traces' }>;

/** The table of traces. Failed traces come first by default. */
export function TracesView({ place }: { place: TracesPlace }) {
  useRowKeys();
  const query = rangeQuery(usePageState());
  for (const key of place.through ?? []) query.append('through', key);
  const traffic = useData<TrafficAnswer>(`/_local/traffic?${query}`);
  if (place.order) query.set('order', place.order);
  const data = useData<TracesAnswer>(`/_local/traces?${query}`);
  return (
    <>
      <div class="view-bar">
        <p class="view-summary">{data.state === 'ready' && summary(data.value)}</p>
        {place.through && <Through place={place} />}
        <Segmented
          label="Order"
          choices={[
            ['failures', 'Failures first'],
            ['newest', 'Newest'],
            ['slowest', 'Slowest'],
          ]}
          value={place.order ?? 'failures'}
          onChoose={(order) => {
            const { order: _before, ...rest } = place;
            go({ place: order === 'failures' ? rest : { ...rest, order } }, { replace: true });
          }}
        />
      </div>
      <TrafficChart traffic={traffic.state === 'ready' ? traffic.value : undefined} />
      <Ready data={data}>
        {(answer) => (answer.rows.length === 0 ? <NoTraces /> : <TraceTable rows={answer.rows} />)}
      </Ready>
    </>
  );
}

/** A chip for the filter by a node or an edge. A click shows all. */
function Through({ place: { through = [], ...rest } }: { place: TracesPlace }) {
  const name = through.map((key) => key.slice(key.indexOf('/') + 1)).join(' → ');
  return (
    <button type="button" class="chip" onClick={() => go({ place: rest })} title="Show all traces">
      through {name}
      <Icon name="close" />
    </button>
  );
}

function summary({ total, failing, rows }: TracesAnswer): string {
  const text = `${counted(total, 'trace')}, ${failing === 0 ? 'none' : count(failing)} failing`;
  return rows.length < total ? `${text} · the first ${rows.length} are shown, use a filter to see others` : text;
}
