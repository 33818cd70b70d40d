import { count, duration } from '../../model/format.ts';
import type { Route } from '../../model/map-geometry.ts';
import { failures, type MapEdge, worst } from '../../model/service-map.ts';
import { MapLink } from './map-link.tsx';

interface EdgeProps {
  edge: MapEdge;
  route: Route;
  isSelected: boolean;
  isFaint: boolean;
}

/** An edge: an arrow from the caller to the called service. */
export function MapEdgeLine({ edge, route, isSelected, isFaint }: EdgeProps) {
  const failing = failures(edge.counts);
  const calls = `${edge.from.name} calls ${edge.to.name}: ${edge.counts.total} calls, ${failing} failed, average ${duration(edge.averageMs)}`;
  const spoken = edge.isLink ? `Messages of ${edge.from.name} reach ${edge.to.name}, in linked traces` : calls;
  return (
    <MapLink
      selected={[edge.from.key, edge.to.key]}
      class={`map-edge edge-${worst(edge.counts)} ${edge.isLink ? 'edge-linked' : ''} ${isSelected ? 'selected' : ''} ${isFaint ? 'faint' : ''}`}
      label={spoken}
    >
      <title>{spoken}</title>
      <path class="edge-reach" d={route.path} />
      <path class="edge-line" d={route.path} marker-end="url(#arrow)" />
    </MapLink>
  );
}

/** The latency above the line and the calls below. It is drawn after all lines, so that no line crosses a text. */
export function MapEdgeText({ edge, route, isFaint }: Omit<EdgeProps, 'isSelected'>) {
  if (edge.isLink) return null;
  const failing = failures(edge.counts);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group in SVG is not focusable; the link of the edge has the same text
    <g class={`edge-texts ${isFaint ? 'faint' : ''}`} aria-hidden="true">
      <text class="edge-text" x={route.label.x} y={route.label.y - 6}>
        {edge.averageMs === undefined ? '' : duration(edge.averageMs)}
      </text>
      <text class="edge-text" x={route.label.x} y={route.label.y + 14}>
        {failing === 0 ? `${count(edge.counts.total)}×` : `${count(failing)} of ${count(edge.counts.total)} `}
        {failing > 0 && <tspan class={`text-${worst(edge.counts)}`}>failed</tspan>}
      </text>
    </g>
  );
}
