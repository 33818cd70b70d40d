import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Point } from '../../model/map-geometry.ts';
import { fitted, type ViewBox, zoomed } from '../../model/view-box.ts';
import { useSize } from '../lib/use-size.ts';

/** A movement of more pixels than this is a drag, not a click. */
const DRAG_THRESHOLD = 4;

/** Drag to pan, wheel or buttons to zoom. `showAll` shows everything, or the focus if everything would be too small. */
export function useViewBox(
  frame: RefObject<SVGSVGElement | null>,
  picture: Pick<ViewBox, 'width' | 'height'>,
  focus: Point | undefined,
) {
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
        if (!isDragging) element.setPointerCapture(event.pointerId); // From now on, no click reaches a node.
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

  return { box, zoom, showAll: () => setMoved(focus && fitted(picture, size, undefined)) };
}
