import type { Box, Direction, Point, Route } from './map-geometry.ts';

/** Room that the layout keeps for an edge's text. */
export const LABEL_SIZE = { width: 72, height: 36 };
/** From left to right the text stands nearer to the end that the line runs straight to; so far from the middle. */
const LABEL_SHIFT = 20;
/** Half of the straight stretch under a text in the middle. */
const SHORT_HALF = 28;

/** An edge's line and the place of its text, from what the layout says of it: its bends, one of them where the text is. */
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
 * Where a text stands its line runs level, so that it does not cross the text. The line has to rise or fall somewhere:
 * before the text if it goes on straight after it, and the other way round.
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

/** The middle of a node's side: `side` 1 is where calls leave, -1 where they arrive. */
function port(node: Box, direction: Direction, side: number): Point {
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
