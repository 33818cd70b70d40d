import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Point } from '../../model/map-layout.ts';
import { useSize } from '../lib/use-size.ts';

/** What of the picture is in sight, in the picture's own units. */
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
const READABLE_SCALE = 0.55;
const MIN_SCALE = 0.05;
/** Pixels that a pointer may move before a click becomes a drag. */
const DRAG_THRESHOLD = 4;

/** Pan by drag, zoom by wheel around the pointer, and buttons; `showAll` shows everything, or the focus if all is too small. */
export function useViewBox(frame: RefObject<SVGSVGElement | null>, picture: Size, focus: Point | undefined) {
  const size = useSize(frame);
  const [moved, setMoved] = useState<ViewBox | undefined>(undefined);
  const resting = fitted(picture, size, focus);
  const box = moved ?? resting;

  const zoom = (factor: number, at = { x: 0.5, y: 0.5 }) => {
    if (size) setMoved(zoomed(box, factor, at, size.width));
  };

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const bounds = element.getBoundingClientRect();
      const at = { x: (event.clientX - bounds.x) / bounds.width, y: (event.clientY - bounds.y) / bounds.height };
      zoom(1.0015 ** event.deltaY, at);
    };
    const onPointerDown = (event: PointerEvent) => {
      if (event.button !== 0) return;
      const scale = box.width / element.clientWidth;
      let isDragging = false;
      const onMove = (move: PointerEvent) => {
        const x = move.clientX - event.clientX;
        const y = move.clientY - event.clientY;
        if (!isDragging && Math.hypot(x, y) < DRAG_THRESHOLD) return;
        if (!isDragging) element.setPointerCapture(event.pointerId); // from now on no click reaches a node
        isDragging = true;
        setMoved({ ...box, x: box.x - x * scale, y: box.y - y * scale });
      };
      element.addEventListener('pointermove', onMove);
      element.addEventListener('lostpointercapture', stop);
      addEventListener('pointerup', stop);
      function stop() {
        element?.removeEventListener('pointermove', onMove);
        element?.removeEventListener('lostpointercapture', stop);
        removeEventListener('pointerup', stop);
      }
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onPointerDown);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onPointerDown);
    };
  });

  return { box, zoom, showAll: () => setMoved(undefined) };
}

/** Everything, or, where that would be too small to read, the readable part around the focus. */
function fitted(picture: Size, size: Size | undefined, focus: Point | undefined): ViewBox {
  if (!size || size.width === 0 || size.height <= FOOT_PIXELS) return { x: 0, y: 0, ...picture };
  const all = Math.min(size.width / picture.width, (size.height - FOOT_PIXELS) / picture.height, MAX_SCALE);
  const isTooSmall = focus !== undefined && all < READABLE_SCALE;
  const scale = isTooSmall ? READABLE_SCALE : all;
  const centre = isTooSmall ? focus : { x: picture.width / 2, y: picture.height / 2 };
  const width = size.width / scale;
  const height = size.height / scale;
  return { x: centre.x - width / 2, y: centre.y - height / 2 + FOOT_PIXELS / scale / 2, width, height };
}

function zoomed(box: ViewBox, factor: number, at: { x: number; y: number }, frameWidth: number): ViewBox {
  const width = Math.min(Math.max(box.width * factor, frameWidth / 4), frameWidth / MIN_SCALE);
  const height = (box.height * width) / box.width;
  return { x: box.x + at.x * (box.width - width), y: box.y + at.y * (box.height - height), width, height };
}
