import { useLayoutEffect, useState } from 'preact/hooks';

/** A value that several parts of the page share. */
export interface Store<T> {
  get(): T;
  set(value: T): void;
  /** Returns a function that unsubscribes. */
  subscribe(listener: (value: T) => void): () => void;
  /** The value. The component is drawn again when it changes. */
  use(): T;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  const subscribe = (listener: (value: T) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    subscribe,
    use() {
      const [, draw] = useState(value);
      // Before the first paint, so that no change is missed between drawing and listening.
      useLayoutEffect(() => {
        draw(() => value);
        return subscribe((next) => draw(() => next));
      }, []);
      return value;
    },
  };
}
