import { useMemo, useRef } from 'preact/hooks';
import type { Point } from '../../model/map-geometry.ts';
import { layoutMap, type MapLayout } from '../../model/map-layout.ts';
import type { ServiceMap } from '../../model/service-map.ts';
import { fittingScale, READABLE_SCALE } from '../../model/view-box.ts';
import { useKeys } from '../lib/keys.ts';
import { useSize } from '../lib/use-size.ts';
import { Icon } from '../parts/icon.tsx';
import { MapEdgeLine, MapEdgeText } from './map-edge-line.tsx';
import { MapLegend } from './map-legend.tsx';
import { MapNodeCard } from './map-node-card.tsx';
import { useViewBox } from './use-view-box.ts';

/** On a narrower page, the map always runs downwards, with narrow cards. */
const NARROW_PIXELS = 560;
/** The map runs from left to right, unless downwards the picture is larger by this factor. */
const WORTH_TURNING = 1.15;

/** The map as a picture. The layout changes only when services are added or removed, not when numbers change. */
export function MapPicture({ map, selected }: { map: ServiceMap; selected: readonly string[] | undefined }) {
  const topology = [...map.nodes, ...map.edges]
    .map((part) => part.key)
    .sort()
    .join('\n\n');
  const layoutFor = useMemo(() => layoutsOf(map), [topology]);
  // The room includes the panel, so that the map does not change its direction when a panel opens.
  const page = useRef<Element>(null);
  const layout = layoutFor(arrangementFor(layoutFor, useSize(page)));
  const selectedKey = selected?.join('\n');
  const frame = useRef<SVGSVGElement>(null);
  const { box, zoom, showAll } = useViewBox(
    frame,
    layout,
    selectedKey === undefined ? undefined : focusOf(layout, selectedKey),
  );
  useKeys({ '+': () => zoom(0.8), '-': () => zoom(1.25), '0': showAll });
  const routed = map.edges.flatMap((edge) => {
    const route = layout.routes.get(edge.key);
    return route ? [{ edge, route }] : [];
  });
  const near = nearTo(map, selectedKey);
  const isNear = (key: string) => near === undefined || near.has(key);

  return (
    <div
      class="map-picture"
      ref={(element) => {
        page.current = element?.closest('.map-page') ?? null;
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a picture of links is a group, and SVG has no element for one */}
      <svg
        ref={frame}
        class="map-svg"
        viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
        role="group"
        aria-label="Service map. The table shows the same data."
      >
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path d="M1 1 7 4 1 7" class="arrow" />
          </marker>
        </defs>
        {routed.map(({ edge, route }) => (
          <MapEdgeLine
            key={edge.key}
            edge={edge}
            route={route}
            isSelected={edge.key === selectedKey}
            isFaint={!isNear(edge.key)}
          />
        ))}
        {routed.map(({ edge, route }) => (
          <MapEdgeText key={edge.key} edge={edge} route={route} isFaint={!isNear(edge.key)} />
        ))}
        {map.nodes.map((node) => {
          const nodeBox = layout.boxes.get(node.key);
          return (
            nodeBox && (
              <MapNodeCard
                key={node.key}
                node={node}
                box={nodeBox}
                isSelected={node.key === selectedKey}
                isFaint={!isNear(node.key)}
              />
            )
          );
        })}
      </svg>
      <MapLegend />
      <div class="map-zoom">
        <button type="button" class="icon-button" onClick={() => zoom(0.8)} title="Zoom in (+)" aria-label="Zoom in">
          <Icon name="plus" />
        </button>
        <button type="button" class="icon-button" onClick={() => zoom(1.25)} title="Zoom out (−)" aria-label="Zoom out">
          <Icon name="minus" />
        </button>
        <button type="button" class="icon-button" onClick={showAll} title="Show all (0)" aria-label="Show all">
          <Icon name="fit" />
        </button>
      </div>
    </div>
  );
}

/** `narrow` runs downwards, too, with narrow cards. */
type Arrangement = 'right' | 'down' | 'narrow';

/** The layout for each arrangement. It is computed on demand, because many services take time. */
function layoutsOf(map: ServiceMap): (arrangement: Arrangement) => MapLayout {
  const made: { [A in Arrangement]?: MapLayout } = {};
  return (arrangement) => {
    made[arrangement] ??= layoutMap(
      map,
      arrangement === 'right' ? 'right' : 'down',
      arrangement === 'narrow' ? 'narrow' : 'wide',
    );
    return made[arrangement];
  };
}

/** From left to right if that is readable, otherwise the arrangement with the largest text. */
function arrangementFor(
  layoutFor: (arrangement: Arrangement) => MapLayout,
  room: { readonly width: number; readonly height: number } | undefined,
): Arrangement {
  if (!room) return 'right';
  if (room.width < NARROW_PIXELS) return 'narrow';
  const scale = (arrangement: Arrangement) => fittingScale(layoutFor(arrangement), room);
  const right = scale('right');
  if (right >= READABLE_SCALE) return 'right';
  const turned = scale('narrow') > scale('down') ? 'narrow' : 'down';
  return scale(turned) > right * WORTH_TURNING ? turned : 'right';
}

/** The keys of the selection and everything connected to it. Undefined if nothing on the map is selected. */
function nearTo(map: ServiceMap, selectedKey: string | undefined): ReadonlySet<string> | undefined {
  const touching = map.edges
    .map((edge) => [edge.key, edge.from.key, edge.to.key])
    .filter((keys) => keys.some((key) => key === selectedKey));
  return touching.length === 0 ? undefined : new Set(touching.flat());
}

/** The position of a node, or of the text of an edge. */
function focusOf(layout: MapLayout, key: string): Point | undefined {
  return layout.boxes.get(key) ?? layout.routes.get(key)?.label;
}
