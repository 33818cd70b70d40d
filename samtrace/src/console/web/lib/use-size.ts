import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** The size of the content of an element, in pixels. Undefined before the first drawing. */
export function useSize(element: RefObject<Element | null>): { width: number; height: number } | undefined {
  const [size, setSize] = useState<{ width: number; height: number } | undefined>(undefined);
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setSize(sizeOf(entry.contentRect)));
    observer.observe(element.current);
    setSize(sizeOf(element.current.getBoundingClientRect()));
    return () => observer.disconnect();
  }, [element.current]);
  return size;
}

function sizeOf({ width, height }: DOMRectReadOnly): { width: number; height: number } {
  return { width, height };
}
