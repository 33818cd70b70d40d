import type { Point } from './map-geometry.ts';

/** What of a picture is in sight, in the picture's own units. */
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

/** A picture that is smaller than its frame is hardly blown up. */
const MAX_SCALE = 1.3;
/** Legend and buttons lie over the foot of the frame. */
const FOOT_PIXELS = 52;
/** Below this the text of a node is too small to read. */
export const READABLE_SCALE = 0.85;
const MIN_SCALE = 0.05;

/**
 * The whole picture in a frame of `size` pixels; with a focus, if the whole would be too small to read, a readable part
 * around it that leaves no more room empty than it must.
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

/** How large the whole picture can be in a frame of `size` pixels. */
export function fittingScale(picture: Size, size: Size): number {
  return Math.min(size.width / picture.width, (size.height - FOOT_PIXELS) / picture.height, MAX_SCALE);
}

/** Where the shown part of a length begins: in the middle of all of it, or around the focus and not beyond its ends. */
function start(whole: number, shown: number, focus: number | undefined): number {
  if (focus === undefined || shown >= whole) return (whole - shown) / 2;
  return Math.min(Math.max(focus - shown / 2, 0), whole - shown);
}

/** The view box made wider by `factor` (below 1: closer) around a point of the frame, in shares of its sides. */
export function zoomed(box: ViewBox, factor: number, at: { x: number; y: number }, frameWidth: number): ViewBox {
  const width = Math.min(Math.max(box.width * factor, frameWidth / 4), frameWidth / MIN_SCALE);
  const height = (box.height * width) / box.width;
  return { x: box.x + at.x * (box.width - width), y: box.y + at.y * (box.height - height), width, height };
}
