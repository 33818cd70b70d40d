import { Arrivals } from './arrivals.ts';
import type { CheckedDocument } from './document-check.ts';
import { Persistence } from './persistence.ts';
import { DEFAULT_RETENTION, type Retention, SegmentStore, type StoredTrace } from './segment-store.ts';
import { TraceWarmer } from './trace-warmer.ts';
import type { TraceStorage } from './transaction-search.ts';

export interface TraceStoreOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The time after its arrival when a document becomes readable. */
  readonly visibilityDelayMs: number;
  /** The most that is kept; {@link DEFAULT_RETENTION} where absent. */
  readonly retention?: Partial<Retention>;
  /** Where a new trace goes. Default: X-Ray indexes all traces. */
  readonly storageOf?: (traceId: string) => TraceStorage;
  /** Keeps the documents in `xray.sqlite` there, so that they are available after a restart. Without it, they are only in memory. */
  readonly dataDirectory?: string;
}

/** The documents from their arrival until they are read: saved at once if there is a data directory, readable after the delay. */
export class TraceStore {
  readonly #options: TraceStoreOptions;
  readonly #arrivals = new Arrivals();
  readonly #segments: SegmentStore;
  readonly #warmer: TraceWarmer;
  readonly #persistence: Persistence | undefined;
  readonly #listeners = new Set<(traceId: string) => void>();
  #timer: NodeJS.Timeout | undefined;

  /** @throws Error when the data directory cannot be used */
  constructor(options: TraceStoreOptions) {
    this.#options = options;
    // Traces that make room for others while the data is loaded are removed from it once it is open.
    const evictedWhileLoading: string[] = [];
    let forget = (traceId: string): void => void evictedWhileLoading.push(traceId);
    const retention = { ...DEFAULT_RETENTION, ...options.retention };
    this.#segments = new SegmentStore(retention, (traceId) => forget(traceId), options.storageOf);
    this.#warmer = new TraceWarmer(this.#segments);
    if (options.dataDirectory === undefined) {
      forget = () => {};
      return;
    }
    const persistence = new Persistence(options.dataDirectory, retention.bytes, (document) => this.#add(document));
    this.#persistence = persistence;
    forget = (traceId) => persistence.remove(traceId);
    evictedWhileLoading.forEach(forget);
  }

  /** Takes a document. False if its trace is full, which is known at once only without a delay. */
  put(document: CheckedDocument): boolean {
    this.#persistence?.save(document);
    const { now, visibilityDelayMs } = this.#options;
    if (visibilityDelayMs <= 0) return this.#show(document);
    const arrivedMs = now();
    this.#arrivals.hold(document, arrivedMs, arrivedMs + visibilityDelayMs);
    this.#showDue();
    return true;
  }

  get traceCount(): number {
    this.#showDue();
    return this.#segments.traceCount;
  }

  get evictedTraceCount(): number {
    return this.#segments.evicted;
  }

  get unsavedDocumentCount(): number {
    return this.#persistence?.unsavedCount ?? 0;
  }

  get(traceId: string): StoredTrace | undefined {
    this.#showDue();
    return this.#segments.get(traceId);
  }

  newestFirst(): readonly StoredTrace[] {
    this.#showDue();
    return this.#segments.newestFirst();
  }

  /** Calls the listener with the trace's id whenever a document becomes readable; the result ends that. */
  onTrace(listener: (traceId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when no document waits for its visibility delay any more. */
  async shown(): Promise<void> {
    this.#showDue();
    while (this.#arrivals.nextDueMs !== undefined) {
      await new Promise<void>((resolve) => {
        const unsubscribe = this.onTrace(() => {
          unsubscribe();
          resolve();
        });
      });
    }
  }

  /** Writes the changes that are not on disk yet. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#warmer.stop();
    await this.#persistence?.close();
  }

  #add(document: CheckedDocument, arrivedMs?: number): boolean {
    this.#warmer.touch(document.traceId);
    return this.#segments.put(document, arrivedMs);
  }

  #show(document: CheckedDocument): boolean {
    const stored = this.#add(document, this.#options.now());
    for (const listener of this.#listeners) listener(document.traceId);
    return stored;
  }

  /** Every reader calls this first, so that documents that are due can be read even if the timer is late. */
  #showDue(): void {
    const { now } = this.#options;
    for (const document of this.#arrivals.takeDue(now())) this.#show(document);
    clearTimeout(this.#timer);
    const { nextDueMs } = this.#arrivals;
    if (nextDueMs === undefined) return;
    this.#timer = setTimeout(() => this.#showDue(), Math.max(1, nextDueMs - now())).unref();
  }
}
