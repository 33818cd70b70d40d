import type { Point } from './map-geometry.ts';

/** The visible part of a picture, in the units of the picture. */
export interface ViewBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture that is smaller than its frame is enlarged only a little. */
const MAX_SCALE = 1.3;
/** The legend and the buttons cover the bottom of the frame. */
const FOOT_PIXELS = 52;
/** Below this the text of a node is too small to read. */
export const READABLE_SCALE = 0.85;
const MIN_SCALE = 0.05;

/**
 * The complete picture in a frame of `size` pixels. If that would be too small to read and there is a focus: a readable part of
 * the picture around the focus, with as little empty room as possible.
 */
export function fitted(picture: Size, size: Size | undefined, focus: Point | undefined): ViewBox {
  if (!size || size.width === 0 || size.height <= FOOT_PIXELS) return { x: 0, y: 0, ...picture };
  const all = fittingScale(picture, size);
  const isTooSmall = focus !== undefined && all < READABLE_SCALE;
  const scale = isTooSmall ? READABLE_SCALE : all;
  const width = size.width / scale;
  const height = size.height / scale;
  const foot = FOOT_PIXELS / scale;
  return {
    x: start(picture.width, width, focus?.x),
    y: start(picture.height, height - foot, focus?.y),
    width,
    height,
  };
}

/** The scale at which the complete picture fits into a frame of `size` pixels. */
export function fittingScale(picture: Size, size: Size): number {
  return Math.min(size.width / picture.width, (size.height - FOOT_PIXELS) / picture.height, MAX_SCALE);
}

/** The start of the visible part of a length: centred, or around the focus without going beyond the ends. */
function start(whole: number, shown: number, focus: number | undefined): number {
  if (focus === undefined || shown >= whole) return (whole - shown) / 2;
  return Math.min(Math.max(focus - shown / 2, 0), whole - shown);
}

/** The view box, wider by `factor` (below 1: zoom in) around the point `at` of the frame, in shares of its sides. */
export function zoomed(box: ViewBox, factor: number, at: { x: number; y: number }, frameWidth: number): ViewBox {
  const width = Math.min(Math.max(box.width * factor, frameWidth / 4), frameWidth / MIN_SCALE);
  const height = (box.height * width) / box.width;
  return { x: box.x + at.x * (box.width - width), y: box.y + at.y * (box.height - height), width, height };
}
