import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The number of rows drawn above and below the visible part, so that fast scrolling shows no gaps. */
const SPARE_ROWS = 6;

export interface VirtualRows<E extends Element> {
  readonly scroller: RefObject<E | null>;
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  readonly totalHeight: number;
  scrollTo(index: number): void;
}

/** The visible rows of many rows with the same height. The state changes only when other rows become visible. */
export function useVirtualRows<E extends Element>(rowCount: number, rowHeight: number): VirtualRows<E> {
  const scroller = useRef<E>(null);
  const [range, setRange] = useState({ first: 0, end: 60 });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const update = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight / SPARE_ROWS - 1) * SPARE_ROWS);
      const rows = Math.ceil(element.clientHeight / rowHeight / SPARE_ROWS + 2) * SPARE_ROWS;
      setRange((before) =>
        before.first === first && before.end === first + rows ? before : { first, end: first + rows },
      );
    };
    update();
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, [rowHeight]);

  const scrollTo = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (!element) return;
      const top = index * rowHeight;
      const visible = element.clientHeight - rowHeight;
      const above = element.scrollTop - top;
      const below = top - element.scrollTop - visible;
      // Scrolls by one row for the next row. A row that is further away is centred.
      if (Math.max(above, below) > rowHeight) element.scrollTop = top - visible / 2;
      else if (above > 0) element.scrollTop = top;
      else if (below > 0) element.scrollTop = top - visible;
    },
    [rowHeight],
  );
  return {
    scroller,
    first: Math.min(range.first, rowCount),
    end: Math.min(range.end, rowCount),
    totalHeight: rowCount * rowHeight,
    scrollTo,
  };
}
