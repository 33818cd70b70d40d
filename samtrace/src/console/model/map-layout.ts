import { graphlib, layout } from '@dagrejs/dagre';
import type { Box, Cards, Direction, Route } from './map-geometry.ts';
import { LABEL_SIZE, route } from './map-route.ts';
import type { ServiceMap } from './service-map.ts';

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  /** By the key of the node. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** By the key of the edge. */
  readonly routes: ReadonlyMap<string, Route>;
}

const NODE_SIZE = { wide: { width: 232, height: 80 }, narrow: { width: 118, height: 136 } };
/** The client is a ring with a word below it. */
const CLIENT_SIZE = { width: 64, height: 66 };
/** With this many nodes or more, a faster ranking is used. The better one takes seconds for a thousand edges. */
const LARGE_MAP_NODES = 100;

/**
 * Places nodes in ranks and routes the edges. The result depends only on keys, kinds, and edges: the same services give the
 * same picture for any order and statistics.
 */
export function layoutMap(map: ServiceMap, direction: Direction, cards: Cards): MapLayout {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    ranker: map.nodes.length < LARGE_MAP_NODES ? 'network-simplex' : 'tight-tree',
    nodesep: cards === 'wide' ? 20 : 8,
    ranksep: direction === 'right' ? 52 : 14,
    edgesep: 12,
    marginx: cards === 'wide' ? 12 : 4,
    marginy: 16,
  });
  const nodes = [...map.nodes].sort((a, b) => compare(a.key, b.key));
  const edges = [...map.edges].sort((a, b) => compare(a.key, b.key));
  for (const node of nodes) graph.setNode(node.key, { ...(node.kind === 'client' ? CLIENT_SIZE : NODE_SIZE[cards]) });
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

function boxOf(label: { x?: number; y?: number; width?: number; height?: number }): Box {
  return { x: label.x ?? 0, y: label.y ?? 0, width: label.width ?? 0, height: label.height ?? 0 };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
