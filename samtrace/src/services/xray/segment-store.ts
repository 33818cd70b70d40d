import type { CheckedDocument } from './document-check.ts';
import { LateDocuments } from './late-documents.ts';
import { LinkedTraces } from './linked-traces.ts';
import type { FactsSource } from './trace-facts.ts';
import type { TraceStorage } from './transaction-search.ts';

/** The most that the store keeps. The oldest traces make room for new ones. */
export interface Retention {
  readonly traces: number;
  /** The memory of all traces, estimated by {@link memoryOf}. */
  readonly bytes: number;
  /** The size of one trace's documents in characters. X-Ray refuses further documents and reports LimitExceeded. */
  readonly traceSize: number;
}

/** X-Ray allows 500 kB for a trace: https://docs.aws.amazon.com/general/latest/gr/xray.html#limits_xray */
export const DEFAULT_RETENTION: Retention = { traces: 100_000, bytes: 80 * 1024 * 1024, traceSize: 500_000 };

export interface StoredTrace extends FactsSource, TraceStorage {
  /** The start of the earliest document, in epoch seconds. */
  readonly startTime: number;
  readonly limitExceeded: boolean;
  readonly late: LateDocuments;
}

/** A document's own fields, and its place in the trace's map. */
const DOCUMENT_BYTES = 400;
/** Summary, visits and calls of a trace need 1 to 1.5 times the memory of its documents (measured). */
const FACTS_FACTOR = 2.5;

/** The memory of a document, with its share of the trace's facts. */
export function memoryOf(json: string): number {
  // The engine stores a character of ASCII in one byte, and most others in two.
  const bytes = Buffer.byteLength(json) === json.length ? json.length : 2 * json.length;
  return DOCUMENT_BYTES + FACTS_FACTOR * bytes;
}

interface MutableTrace extends StoredTrace {
  startTime: number;
  readonly documents: Map<string, CheckedDocument>;
  size: number;
  bytes: number;
  limitExceeded: boolean;
  revision: number;
}

/** The visible documents by trace and ID. A complete document replaces one in progress, never the reverse. */
export class SegmentStore {
  readonly #retention: Retention;
  readonly #onEvict: (traceId: string) => void;
  readonly #storageOf: (traceId: string) => TraceStorage;
  readonly #traces = new Map<string, MutableTrace>();
  readonly #linked = new LinkedTraces();
  #newestFirst: MutableTrace[] = [];
  #sorted = true;
  #bytes = 0;
  #evicted = 0;

  constructor(
    retention: Retention,
    onEvict: (traceId: string) => void = () => {},
    storageOf: (traceId: string) => TraceStorage = () => ({ isSearchable: false, isIndexed: true }),
  ) {
    this.#retention = retention;
    this.#onEvict = onEvict;
    this.#storageOf = storageOf;
  }

  get traceCount(): number {
    return this.#traces.size;
  }

  /** How many traces made room for newer ones. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Stores a document. False if its trace is full. Documents of an earlier run have no time of arrival. */
  put(document: CheckedDocument, arrivedMs?: number): boolean {
    const trace = this.#traces.get(document.traceId) ?? this.#open(document);
    const previous = trace.documents.get(document.id);
    if (previous && document.inProgress && !previous.inProgress) return true;
    const growth = document.json.length - (previous?.json.length ?? 0);
    if (trace.size + growth > this.#retention.traceSize) {
      trace.limitExceeded = true;
      return false;
    }
    const bytes = memoryOf(document.json) - (previous === undefined ? 0 : memoryOf(previous.json));
    // Every document brings a copy of the trace's id; one is enough.
    trace.documents.set(document.id, { ...document, traceId: trace.id });
    if (arrivedMs !== undefined) trace.late.add(document, arrivedMs);
    trace.revision += 1;
    trace.facts = undefined;
    trace.size += growth;
    trace.bytes += bytes;
    this.#bytes += bytes;
    if (document.startTime < trace.startTime) {
      trace.startTime = document.startTime;
      this.#sorted = false;
    }
    for (const traceId of this.#linked.add(document)) this.#changed(traceId);
    this.#evict();
    return true;
  }

  get(traceId: string): StoredTrace | undefined {
    return this.#traces.get(traceId);
  }

  /** Every trace, the newest first. */
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
      documents: new Map(),
      size: 0,
      bytes: 0,
      limitExceeded: false,
      revision: 0,
      facts: undefined,
      late: new LateDocuments(),
      links: () => this.#linked.of(traceId),
      ...this.#storageOf(traceId),
    };
    this.#traces.set(traceId, trace);
    this.#newestFirst.push(trace);
    this.#sorted = false;
    return trace;
  }

  /** A trace has got a link from another one. */
  #changed(traceId: string): void {
    const trace = this.#traces.get(traceId);
    if (trace === undefined) return;
    trace.revision += 1;
    trace.facts = undefined;
  }

  /** Drops an eighth at once, because sorting for each trace would cost more than it saves. */
  #evict(): void {
    const { traces, bytes } = this.#retention;
    if (this.#traces.size <= traces && this.#bytes <= bytes) return;
    this.newestFirst();
    const keepTraces = Math.ceil(traces * (7 / 8));
    const keepBytes = bytes * (7 / 8);
    while (this.#newestFirst.length > 1 && (this.#newestFirst.length > keepTraces || this.#bytes > keepBytes)) {
      const oldest = this.#newestFirst.pop();
      if (!oldest) return;
      this.#traces.delete(oldest.id);
      this.#linked.forget(oldest.id);
      this.#bytes -= oldest.bytes;
      this.#evicted += 1;
      this.#onEvict(oldest.id);
    }
  }
}
