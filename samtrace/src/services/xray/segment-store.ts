import type { CheckedDocument } from './document-check.ts';
import type { FactsSource } from './trace-facts.ts';

/**
 * What the store keeps at most. The oldest traces make room for new ones; documents stay unparsed, so their size is the
 * memory they take.
 */
export interface Retention {
  readonly traces: number;
  /** Of all documents together, in characters. */
  readonly size: number;
  /** Of one trace's documents: X-Ray refuses what comes after it and reports LimitExceeded. */
  readonly traceSize: number;
}

/** https://docs.aws.amazon.com/general/latest/gr/xray.html#limits_xray gives a trace 500 kB. */
export const DEFAULT_RETENTION: Retention = { traces: 100_000, size: 512 * 1024 * 1024, traceSize: 500_000 };

export interface StoredTrace extends FactsSource {
  /** Of the earliest document, epoch seconds. */
  readonly startTime: number;
  readonly limitExceeded: boolean;
  /** Epoch seconds: the time in the trace's id. */
  readonly idTime: number;
}

interface MutableTrace extends StoredTrace {
  startTime: number;
  readonly documents: Map<string, CheckedDocument>;
  size: number;
  limitExceeded: boolean;
  revision: number;
}

/** The visible documents, by trace id and id. A document that is complete replaces one in progress, never the reverse. */
export class SegmentStore {
  readonly #retention: Retention;
  readonly #onEvict: (traceId: string) => void;
  readonly #traces = new Map<string, MutableTrace>();
  #newestFirst: MutableTrace[] = [];
  #sorted = true;
  #size = 0;
  #evicted = 0;

  constructor(retention: Retention, onEvict: (traceId: string) => void = () => {}) {
    this.#retention = retention;
    this.#onEvict = onEvict;
  }

  get traceCount(): number {
    return this.#traces.size;
  }

  /** How many traces have made room for newer ones. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Files a document; false when its trace is full. */
  put(document: CheckedDocument): boolean {
    const trace = this.#traces.get(document.traceId) ?? this.#open(document);
    const previous = trace.documents.get(document.id);
    if (previous && document.inProgress && !previous.inProgress) return true;
    const growth = document.json.length - (previous?.json.length ?? 0);
    if (trace.size + growth > this.#retention.traceSize) {
      trace.limitExceeded = true;
      return false;
    }
    trace.documents.set(document.id, document);
    trace.revision += 1;
    trace.facts = undefined;
    trace.size += growth;
    this.#size += growth;
    if (document.startTime < trace.startTime) {
      trace.startTime = document.startTime;
      this.#sorted = false;
    }
    this.#evict();
    return true;
  }

  get(traceId: string): StoredTrace | undefined {
    return this.#traces.get(traceId);
  }

  /** Every trace, the one that started last first. */
  newestFirst(): readonly StoredTrace[] {
    if (!this.#sorted) {
      this.#newestFirst.sort((a, b) => b.startTime - a.startTime || (a.id < b.id ? 1 : -1));
      this.#sorted = true;
    }
    return this.#newestFirst;
  }

  #open({ traceId, startTime }: CheckedDocument): MutableTrace {
    const trace: MutableTrace = {
      id: traceId,
      startTime,
      idTime: Number.parseInt(traceId.slice(2, 10), 16),
      documents: new Map(),
      size: 0,
      limitExceeded: false,
      revision: 0,
      facts: undefined,
    };
    this.#traces.set(traceId, trace);
    this.#newestFirst.push(trace);
    this.#sorted = false;
    return trace;
  }

  /** Drops an eighth at once: sorting for each trace would cost more than it saves. */
  #evict(): void {
    const { traces, size } = this.#retention;
    if (this.#traces.size <= traces && this.#size <= size) return;
    this.newestFirst();
    const keepTraces = Math.ceil(traces * (7 / 8));
    const keepSize = size * (7 / 8);
    while (this.#newestFirst.length > 1 && (this.#newestFirst.length > keepTraces || this.#size > keepSize)) {
      const oldest = this.#newestFirst.pop();
      if (!oldest) return;
      this.#traces.delete(oldest.id);
      this.#size -= oldest.size;
      this.#evicted += 1;
      this.#onEvict(oldest.id);
    }
  }
}
