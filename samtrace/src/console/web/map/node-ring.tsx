import { ringArcs } from '../../model/ring.ts';
import type { MapNode } from '../../model/service-map.ts';
import { ICONS } from '../parts/icons.ts';

const RADIUS = 21;

/** The icon of a node, with a ring that shows the proportions of its results. */
export function NodeRing({ node, x, y }: { node: MapNode; x: number; y: number }) {
  const length = 2 * Math.PI * RADIUS;
  const arcs = ringArcs(node.counts);
  // The gaps make the arcs distinguishable without colours.
  const gap = arcs.length > 1 ? 2 : 0;
  return (
    <>
      <g transform={`rotate(-90 ${x} ${y})`}>
        <circle class="ring ring-empty" cx={x} cy={y} r={RADIUS} />
        {arcs.map((arc) => {
          const part = Math.max(1, (arc.to - arc.from) * length - gap);
          return (
            <circle
              key={arc.status}
              class={`ring ring-${arc.status}`}
              cx={x}
              cy={y}
              r={RADIUS}
              stroke-dasharray={`${part} ${length - part}`}
              stroke-dashoffset={-arc.from * length}
            />
          );
        })}
      </g>
      <path class="node-icon" d={ICONS[node.kind]} transform={`translate(${x - 10} ${y - 10})`} />
    </>
  );
}
