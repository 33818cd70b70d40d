import { useMemo } from 'preact/hooks';
import type { MapAnswer, TrafficAnswer } from '../../model/contract.ts';
import { counted, percent, rate } from '../../model/format.ts';
import { type ServiceMap, serviceMap } from '../../model/service-map.ts';
import type { Place } from '../../model/url-state.ts';
import { useKeys } from '../lib/keys.ts';
import { go, rangeQuery, usePageState } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { Icon } from '../parts/icon.tsx';
import { NoTraces } from '../parts/no-traces.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { Notice, Ready } from '../parts/states.tsx';
import { TrafficChart } from '../parts/traffic-chart.tsx';
import { MapPicture } from './map-picture.tsx';
import { MapTable } from './map-table.tsx';
import { TrafficPanel } from './traffic-panel.tsx';

type MapPlace = Extract<Place, { view: 'map' }>;

/** A larger picture would be unreadable, and its layout would take seconds. */
const MAX_DRAWN_NODES = 500;

/** The service map as a picture or a table, with a panel for the selected node or edge. */
export function MapView({ place }: { place: MapPlace }) {
  const query = rangeQuery(usePageState());
  const { traceId } = place;
  const data = useData<MapAnswer>(
    traceId === undefined ? `/_local/map?${query}` : `/_local/traces/${encodeURIComponent(traceId)}/map`,
  );
  const traffic = useData<TrafficAnswer>(`/_local/traffic?${query}`);
  const known = traffic.state === 'ready' && traceId === undefined ? traffic.value : undefined;
  return <Ready data={data}>{(answer) => <LoadedMap answer={answer} traffic={known} place={place} />}</Ready>;
}

function LoadedMap({
  answer,
  traffic,
  place,
}: {
  answer: MapAnswer;
  traffic: TrafficAnswer | undefined;
  place: MapPlace;
}) {
  const map = useMemo(() => serviceMap(answer.services, answer.minutes), [answer]);
  const select = (selected?: readonly string[]) => {
    const { selected: _before, ...rest } = place;
    go({ place: selected ? { ...rest, selected } : rest }, { replace: place.selected !== undefined });
  };
  useKeys({ Escape: () => select() });
  if (map.nodes.length === 0) return <NoTraces />;
  const isDrawable = map.nodes.length <= MAX_DRAWN_NODES;
  return (
    <div class={place.selected ? 'map-page with-panel' : 'map-page'}>
      <div class="map-main">
        <div class="view-bar">
          <p class="view-summary">{summary(map, traffic)}</p>
          {place.traceId !== undefined && <OfOneTrace place={place} traceId={place.traceId} />}
          <Segmented
            label="Show the map as"
            choices={[
              ['picture', 'Map'],
              ['table', 'Table'],
            ]}
            value={place.asTable ? 'table' : 'picture'}
            onChoose={(choice) => {
              const { asTable: _before, ...rest } = place;
              go({ place: choice === 'table' ? { ...rest, asTable: true } : rest });
            }}
          />
        </div>
        {place.traceId === undefined && <TrafficChart traffic={traffic} />}
        {place.asTable && <MapTable map={map} selected={place.selected} />}
        {!place.asTable && isDrawable && <MapPicture map={map} selected={place.selected} />}
        {!place.asTable && !isDrawable && (
          <Notice icon="map" title={`${map.nodes.length} services are too many to draw`}>
            <p>
              Up to {MAX_DRAWN_NODES} can be drawn. Use a filter expression, a shorter time range, or "Errors only", or
              switch to the table.
            </p>
          </Notice>
        )}
      </div>
      {place.selected && (
        <TrafficPanel
          key={place.selected.join('\n')}
          map={map}
          selected={place.selected}
          traceId={place.traceId}
          onClose={() => select()}
        />
      )}
    </div>
  );
}

/** Says that the map shows one trace, with links to the trace and to the map of all traces. */
function OfOneTrace({ place, traceId }: { place: MapPlace; traceId: string }) {
  const { traceId: _one, selected: _itsPart, ...all } = place;
  return (
    <>
      <PlaceLink to={{ view: 'trace', traceId }} class="mono">
        {traceId}
      </PlaceLink>
      <button type="button" class="chip" onClick={() => go({ place: all })} title="Show the map of all traces">
        this trace alone
        <Icon name="close" />
      </button>
    </>
  );
}

function summary(map: ServiceMap, traffic: TrafficAnswer | undefined): string {
  const services = counted(map.nodes.filter((node) => node.kind !== 'client').length, 'service');
  if (!traffic) return services;
  const failing = traffic.failing === 0 ? 'none failing' : `${percent(traffic.failing / traffic.traces)} failing`;
  return [services, counted(traffic.traces, 'trace'), failing, rate(traffic.traces / traffic.minutes)].join(' · ');
}
