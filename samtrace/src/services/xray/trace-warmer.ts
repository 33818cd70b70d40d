import type { SegmentStore } from './segment-store.ts';
import { factsOf } from './trace-facts.ts';

/** At most a sixth of the time: documents that arrive in the meantime wait in the socket's buffer. */
const SLICE_MS = 10;
const PAUSE_MS = 50;

/**
 * Reads changed traces in the background, so that the first list or graph of many traces does not have to read all of them.
 */
export class TraceWarmer {
  readonly #store: SegmentStore;
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: SegmentStore) {
    this.#store = store;
  }

  touch(traceId: string): void {
    this.#changed.add(traceId);
    this.#timer ??= setTimeout(() => this.#work(), PAUSE_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #work(): void {
    const end = performance.now() + SLICE_MS;
    for (const traceId of this.#changed) {
      this.#changed.delete(traceId);
      const stored = this.#store.get(traceId);
      if (stored) factsOf(stored);
      if (performance.now() > end) break;
    }
    this.#timer = this.#changed.size === 0 ? undefined : setTimeout(() => this.#work(), PAUSE_MS).unref();
  }
}
