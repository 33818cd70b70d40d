import { graphlib, layout } from '@dagrejs/dagre';
import type { ServiceMap } from './service-map.ts';

/** `right`: callers left of what they call. `down`: callers above, for narrow pages. */
export type Direction = 'right' | 'down';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** x and y are the centre. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Route {
  /** The `d` of an SVG path from the border of one node to the border of the other. */
  readonly path: string;
  /** Where the label's centre is. */
  readonly label: Point;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  /** By the node's key. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** By the edge's key. */
  readonly routes: ReadonlyMap<string, Route>;
}

/** Text beside the ring where the page is wide, beneath it where it is narrow. */
const NODE_SIZE = { right: { width: 232, height: 80 }, down: { width: 118, height: 136 } };
/** The client is a ring with a word beneath it. */
const CLIENT_SIZE = { width: 64, height: 66 };
/** Room that the layout keeps for an edge's text. */
const LABEL_SIZE = { width: 72, height: 36 };
/** From left to right the text stands towards the called service, where all lines run straight; so far from the middle. */
const LABEL_SHIFT = 20;

/** From this many nodes on, the faster ranking is taken: the better one needs seconds for a thousand edges. */
const LARGE_MAP_NODES = 100;

/**
 * Places nodes in ranks and routes the edges. Only keys, kinds and edges count, not the statistics: the same services
 * give the same picture, whatever their order.
 */
export function layoutMap(map: ServiceMap, direction: Direction): MapLayout {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    ranker: map.nodes.length < LARGE_MAP_NODES ? 'network-simplex' : 'tight-tree',
    nodesep: direction === 'right' ? 20 : 8,
    ranksep: direction === 'right' ? 52 : 14,
    edgesep: 12,
    marginx: direction === 'right' ? 12 : 4,
    marginy: 16,
  });
  const nodes = [...map.nodes].sort((a, b) => compare(a.key, b.key));
  const edges = [...map.edges].sort((a, b) => compare(a.key, b.key));
  for (const node of nodes)
    graph.setNode(node.key, { ...(node.kind === 'client' ? CLIENT_SIZE : NODE_SIZE[direction]) });
  for (const edge of edges) graph.setEdge(edge.from.key, edge.to.key, { ...LABEL_SIZE, labelpos: 'c' }, edge.key);
  if (nodes.length > 0) layout(graph);

  const boxes = new Map(nodes.map((node) => [node.key, boxOf(graph.node(node.key))]));
  return {
    width: graph.graph().width ?? 0,
    height: graph.graph().height ?? 0,
    boxes,
    routes: new Map(
      edges.flatMap((edge) => {
        const from = boxes.get(edge.from.key);
        const to = boxes.get(edge.to.key);
        const line = graph.edge(edge.from.key, edge.to.key, edge.key);
        return from && to ? [[edge.key, route(from, to, line, direction)] as const] : [];
      }),
    ),
  };
}

function route(from: Box, to: Box, line: { points?: Point[]; x?: number; y?: number }, direction: Direction): Route {
  const isBack = direction === 'right' ? to.x < from.x : to.y < from.y;
  const lines = (line.points ?? []).slice(1, -1);
  const middle = lines[Math.floor(lines.length / 2)] ?? from;
  const place = { x: line.x ?? middle.x, y: line.y ?? middle.y };
  const bends = from === to ? lines : lines.flatMap((bend) => straightAt(bend, place, direction, isBack ? -1 : 1));
  const label =
    direction === 'right' && from !== to ? { ...place, x: place.x + (isBack ? -LABEL_SHIFT : LABEL_SHIFT) } : place;
  const points = [
    port(from, direction, isBack ? -1 : 1),
    ...bends,
    port(to, direction, isBack || from === to ? 1 : -1),
  ];
  return { label, path: curve(points, direction) };
}

/** Where the text stands the line runs straight, so that it does not cross the text: two points instead of the one bend. */
function straightAt(bend: Point, place: Point, direction: Direction, way: 1 | -1): Point[] {
  if (Math.abs(bend.x - place.x) > 1 || Math.abs(bend.y - place.y) > 1) return [bend];
  if (direction === 'right') {
    const half = LABEL_SIZE.width / 2;
    return [
      { x: bend.x + way * (LABEL_SHIFT - half), y: bend.y },
      { x: bend.x + way * (LABEL_SHIFT + half), y: bend.y },
    ];
  }
  const half = LABEL_SIZE.height / 2;
  return [
    { x: bend.x, y: bend.y - way * half },
    { x: bend.x, y: bend.y + way * half },
  ];
}

/** The middle of a node's side: `side` 1 is where calls leave, -1 where they arrive. */
function port(node: Box, direction: Direction, side: 1 | -1): Point {
  return direction === 'right'
    ? { x: node.x + (side * node.width) / 2, y: node.y }
    : { x: node.x, y: node.y + (side * node.height) / 2 };
}

/** A line through all points that leaves and enters each of them along the direction of the map. */
function curve(points: readonly Point[], direction: Direction): string {
  const [start, ...rest] = points;
  if (!start) return '';
  let path = `M${start.x},${start.y}`;
  let last = start;
  for (const point of rest) {
    const halfX = (last.x + point.x) / 2;
    const halfY = (last.y + point.y) / 2;
    path +=
      direction === 'right'
        ? `C${halfX},${last.y} ${halfX},${point.y} ${point.x},${point.y}`
        : `C${last.x},${halfY} ${point.x},${halfY} ${point.x},${point.y}`;
    last = point;
  }
  return path;
}

function boxOf(label: { x?: number; y?: number; width?: number; height?: number }): Box {
  return { x: label.x ?? 0, y: label.y ?? 0, width: label.width ?? 0, height: label.height ?? 0 };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
