import type { Box, Direction, Point, Route } from './map-geometry.ts';

/** The room for the text of an edge. */
export const LABEL_SIZE = { width: 72, height: 36 };
/** In a map to the right, the text moves this far towards the end that the line reaches in a straight line. */
const LABEL_SHIFT = 20;
/** Half the length of the straight part of the line at a text in the middle. */
const SHORT_HALF = 28;

/** The line of an edge and the position of its text. The layout returns the bends of the line; one of them is at the text. */
export function route(
  from: Box,
  to: Box,
  line: { points?: Point[]; x?: number; y?: number },
  direction: Direction,
): Route {
  const isBack = direction === 'right' ? to.x < from.x : to.y < from.y;
  const way = isBack ? -1 : 1;
  const start = port(from, direction, way);
  const end = port(to, direction, from === to ? 1 : -way);
  const bends = (line.points ?? []).slice(1, -1);
  const middle = bends[Math.floor(bends.length / 2)] ?? from;
  const place = { x: line.x ?? middle.x, y: line.y ?? middle.y };
  const at = bends.findIndex((bend) => Math.abs(bend.x - place.x) < 1 && Math.abs(bend.y - place.y) < 1);
  if (at === -1 || from === to) return { label: place, path: curve([start, ...bends, end], direction) };

  const straight =
    direction === 'right'
      ? level(place, bends[at - 1] ?? start, bends[at + 1] ?? end, way)
      : { label: place, points: upright(place, way) };
  const points = [start, ...bends.slice(0, at), ...straight.points, ...bends.slice(at + 1), end];
  return { label: straight.label, path: curve(points, direction) };
}

/**
 * At its text, a line is horizontal, so that it does not cross the text. It rises or falls before the text if it continues
 * straight after it, and after the text otherwise.
 */
function level(place: Point, before: Point, after: Point, way: number): { label: Point; points: Point[] } {
  const shift = isLevel(place, after) ? LABEL_SHIFT * way : isLevel(place, before) ? -LABEL_SHIFT * way : 0;
  const half = (shift === 0 ? SHORT_HALF : LABEL_SIZE.width / 2) * way;
  const label = { x: place.x + shift, y: place.y };
  return {
    label,
    points: [
      { x: label.x - half, y: label.y },
      { x: label.x + half, y: label.y },
    ],
  };
}

function isLevel(a: Point, b: Point): boolean {
  return Math.abs(a.y - b.y) < 1;
}

function upright({ x, y }: Point, way: number): Point[] {
  const half = (LABEL_SIZE.height / 2) * way;
  return [
    { x, y: y - half },
    { x, y: y + half },
  ];
}

/** The middle of a side of a node. Calls leave at `side` 1 and arrive at `side` -1. */
function port(node: Box, direction: Direction, side: number): Point {
  return direction === 'right'
    ? { x: node.x + (side * node.width) / 2, y: node.y }
    : { x: node.x, y: node.y + (side * node.height) / 2 };
}

/** A curve through all points. At each point, it runs in the direction of the map. */
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
