import { count, duration, rate } from '../../model/format.ts';
import type { ServiceMap, Traffic } from '../../model/service-map.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Scroller } from '../parts/scroller.tsx';

/** The map as tables of services and calls. */
export function MapTable({ map, selected }: { map: ServiceMap; selected: readonly string[] | undefined }) {
  const selectedKey = selected?.join('\n');
  return (
    <Scroller label="Services and calls" class="map-tables">
      <table class="table">
        <caption>Services</caption>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Type</th>
            <Headings />
          </tr>
        </thead>
        <tbody>
          {map.nodes.map((node) => (
            <tr key={node.key} aria-selected={node.key === selectedKey}>
              <th scope="row">
                <PlaceLink to={{ view: 'map', asTable: true, selected: [node.key] }} class="cell-link">
                  <Icon name={node.kind} />
                  {node.name}
                </PlaceLink>
              </th>
              <td class="quiet">{node.type}</td>
              <Numbers traffic={node} />
            </tr>
          ))}
        </tbody>
      </table>
      <table class="table">
        <caption>Calls</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <Headings />
          </tr>
        </thead>
        <tbody>
          {map.edges.map((edge) => (
            <tr key={edge.key} aria-selected={edge.key === selectedKey}>
              <th scope="row">
                <PlaceLink
                  to={{ view: 'map', asTable: true, selected: [edge.from.key, edge.to.key] }}
                  class="cell-link"
                >
                  <Icon name={edge.from.kind} label={edge.from.type} />
                  {edge.from.name}
                </PlaceLink>
              </th>
              <td>
                <span class="cell-link">
                  <Icon name={edge.to.kind} label={edge.to.type} />
                  {edge.to.name}
                </span>
              </td>
              {edge.isLink ? (
                <td colSpan={COLUMNS} class="quiet">
                  messages, in linked traces
                </td>
              ) : (
                <Numbers traffic={edge} />
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

/** Of {@link Headings}. */
const COLUMNS = 6;

function Headings() {
  return (
    <>
      <th scope="col" class="number">
        Average
      </th>
      <th scope="col" class="number">
        Rate
      </th>
      <th scope="col" class="number">
        OK
      </th>
      <th scope="col" class="number">
        Errors
      </th>
      <th scope="col" class="number">
        Faults
      </th>
      <th scope="col" class="number">
        Throttled
      </th>
    </>
  );
}

function Numbers({ traffic: { averageMs, perMinute, counts } }: { traffic: Traffic }) {
  return (
    <>
      <td class="number">{duration(averageMs)}</td>
      <td class="number">{rate(perMinute)}</td>
      <td class="number">{count(counts.ok)}</td>
      <td class={counts.error > 0 ? 'number text-error' : 'number'}>{count(counts.error)}</td>
      <td class={counts.fault > 0 ? 'number text-fault' : 'number'}>{count(counts.fault)}</td>
      <td class={counts.throttle > 0 ? 'number text-throttle' : 'number'}>{count(counts.throttle)}</td>
    </>
  );
}
