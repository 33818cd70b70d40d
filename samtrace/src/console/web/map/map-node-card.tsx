import { count, counted, duration, percent, rate, shorten, shortName, twoLines } from '../../model/format.ts';
import type { Box } from '../../model/map-geometry.ts';
import { type Counts, failures, type MapNode, worst } from '../../model/service-map.ts';
import { MapLink } from './map-link.tsx';
import { NodeRing } from './node-ring.tsx';

/** The number of characters that fit next to the ring, at 12.5 and 11 pixels, and below it, at 11.5 and 10. */
const BESIDE = { name: 21, type: 26 };
const BENEATH = { name: 15, type: 22 };
const LINE_HEIGHT = 15;
/** A narrower card has its text below the ring. */
const LEAST_WIDTH_BESIDE = 200;

interface NodeProps {
  node: MapNode;
  box: Box;
  isSelected: boolean;
  isFaint: boolean;
}

/**
 * A node: a ring of results around its icon, with name, type, and numbers. The card is a link with everything as its
 * accessible name. The drawn text is not in the link, because a shortened name is not a good name for a link.
 */
export function MapNodeCard({ node, box, isSelected, isFaint }: NodeProps) {
  const isClient = node.kind === 'client';
  return (
    <>
      <MapLink
        selected={[node.key]}
        class={`map-node ${isSelected ? 'selected' : ''} ${isFaint ? 'faint' : ''}`}
        label={spoken(node)}
      >
        <title>{`${node.name}\n${node.type}`}</title>
        <rect
          class={isClient ? 'card client' : 'card'}
          x={box.x - box.width / 2}
          y={box.y - box.height / 2}
          width={box.width}
          height={box.height}
          rx="12"
        />
      </MapLink>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of SVG takes no focus */}
      <g class={`node-inside ${isFaint ? 'faint' : ''}`} aria-hidden="true">
        <Inside node={node} box={box} />
      </g>
    </>
  );
}

function Inside({ node, box }: { node: MapNode; box: Box }) {
  if (node.kind === 'client') {
    return (
      <>
        <NodeRing node={node} x={box.x} y={box.y - 8} />
        <text class="node-type beneath" x={box.x} y={box.y + 29}>
          Client
        </text>
      </>
    );
  }
  const latency = node.averageMs === undefined ? '' : `${duration(node.averageMs)} · `;
  const often = node.perMinute === undefined ? `${count(node.counts.total)}×` : rate(node.perMinute);
  if (box.width < LEAST_WIDTH_BESIDE) {
    const top = box.y - box.height / 2;
    const beneath = twoLines(shortName(node.name), BENEATH.name);
    const typeY = beneath.length * (LINE_HEIGHT - 1);
    return (
      <>
        <NodeRing node={node} x={box.x} y={top + 32} />
        <g class="beneath" transform={`translate(${box.x} ${top + 73})`}>
          <Name lines={beneath} y={0} />
          <text class="node-type" y={typeY}>
            {shorten(node.type, BENEATH.type)}
          </text>
          <text class="node-numbers" y={typeY + 14}>
            {latency}
            {often}
          </text>
          <text class="node-numbers" y={typeY + 27}>
            <FailureShare counts={node.counts} />
          </text>
        </g>
      </>
    );
  }
  const left = box.x - box.width / 2;
  const beside = twoLines(shortName(node.name), BESIDE.name);
  const numbersY = beside.length * LINE_HEIGHT + 13;
  return (
    <>
      <NodeRing node={node} x={left + 35} y={box.y} />
      <g transform={`translate(${left + 68} ${box.y - (beside.length * LINE_HEIGHT) / 2})`}>
        <Name lines={beside} y={-4} />
        <text class="node-type" y={numbersY - 16}>
          {shorten(node.type, BESIDE.type)}
        </text>
        <text class="node-numbers" y={numbersY}>
          {latency}
          {often}
          {failures(node.counts) > 0 && ' · '}
          <FailureShare counts={node.counts} />
        </text>
      </g>
    </>
  );
}

function Name({ lines, y }: { lines: readonly string[]; y: number }) {
  return (
    <text class="node-name" y={y}>
      {lines.map((line, i) => (
        <tspan key={i} x="0" dy={i === 0 ? 0 : LINE_HEIGHT}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

function FailureShare({ counts }: { counts: Counts }) {
  const failing = failures(counts);
  if (failing === 0) return null;
  return <tspan class={`text-${worst(counts)}`}>{percent(failing / counts.total)} failed</tspan>;
}

function spoken(node: MapNode): string {
  const { counts } = node;
  const numbers = [
    node.averageMs === undefined ? '' : `average ${duration(node.averageMs)}`,
    counted(counts.total, 'request'),
    counts.fault > 0 ? `${counts.fault} faults` : '',
    counts.error > 0 ? `${counts.error} errors` : '',
    counts.throttle > 0 ? `${counts.throttle} throttled` : '',
  ];
  return [`${node.name}, ${node.type}`, ...numbers.filter((text) => text !== '')].join(', ');
}
