import type { AwsService } from '../../aws/http.ts';
import type { SegmentDocument } from '../../aws/segment-document.ts';
import type { RejectionReason } from './rejections.ts';
import type { Service, Trace, TraceSummary, UnprocessedSegment } from './shapes.ts';

/**
 * The X-Ray service: it takes segment documents and returns traces and service graphs. With Transaction Search, its API reads
 * only the traces that X-Ray has indexed; the methods read all of them.
 */
export interface XRay extends TraceReader {
  readonly api: AwsService;
  /** As PutTraceSegments for one document, or for a packet of OpenTelemetry spans; undefined when it is accepted. */
  put(document: string | SegmentDocument): UnprocessedSegment | undefined;
  /** Starts the daemon. Rejects with the socket's error, code `EADDRINUSE` for a used port. */
  listen(at: { host: string; port: number }): Promise<Daemon>;
  /** Starts to take OpenTelemetry spans over HTTP. Rejects with the socket's error, code `EADDRINUSE` for a used port. */
  listenForSpans(at: { host: string; port: number }): Promise<SpanReceiver>;
  /** How many traces can be read. */
  readonly traceCount: number;
  /** How many traces made room for newer ones. */
  readonly evictedTraceCount: number;
  /** How many changes are not on disk: they wait, or could not be saved. 0 without a data directory. */
  readonly unsavedDocumentCount: number;
  /** The documents of a trace that arrived after it had been complete for a while. Undefined if there are none. */
  lateDocuments(traceId: string): { readonly count: number; readonly longestDelayMs: number } | undefined;
  /** Calls the listener whenever a document of a trace becomes readable; the result ends that. */
  onTrace(listener: (traceId: string) => void): () => void;
  /** Resolves when every document that has arrived can be read. */
  shown(): Promise<void>;
  stop(): Promise<void>;
}

/** Reads traces. */
export interface TraceReader {
  /** The traces that exist, in the order of the IDs. */
  batchGetTraces(ids: readonly string[]): Trace[];
  /** All that match, newest first. @throws AwsError InvalidRequestException on a bad filter expression */
  traceSummaries(query: TraceQuery): TraceSummary[];
  /** The same, but a list of many traces holds up nothing else. */
  traceSummariesInSlices(query: TraceQuery): Promise<TraceSummary[]>;
  /** The same, by pages. */
  traceSummaryPage(query: TracePageQuery): Promise<TraceSummaryPage>;
  /** The services of the traces that started in the range. @throws AwsError InvalidRequestException on a bad filter expression */
  serviceGraph(range: Pick<TraceQuery, 'startTimeMs' | 'endTimeMs' | 'filterExpression'>): Service[];
  /** The same, but a graph of many traces holds up nothing else. */
  serviceGraphInSlices(range: Pick<TraceQuery, 'startTimeMs' | 'endTimeMs' | 'filterExpression'>): Promise<Service[]>;
  traceGraph(ids: readonly string[]): Service[];
}

export interface Daemon {
  readonly port: number;
  /** Datagrams taken in as documents. */
  readonly received: number;
  /** Datagrams that were no document, or one that X-Ray refuses. */
  readonly rejected: number;
  /** Why they were rejected: the first distinct reasons, with their counts. */
  rejections(): RejectionReason[];
  /** Datagrams that the kernel dropped since start because its buffer was full. Known on Linux, 0 elsewhere. */
  dropped(): Promise<number>;
  /** Resolves when every datagram that had arrived before the call has been taken in or rejected. */
  processed(): Promise<void>;
  stop(): Promise<void>;
}

/** The endpoint `http://127.0.0.1:<port>/v1/traces`. */
export interface SpanReceiver {
  readonly port: number;
  stop(): Promise<void>;
}

export interface TraceQuery {
  /** Epoch milliseconds. */
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  /**
   * `TraceId` (default): the time in the trace's ID is in the range, the end excluded. `Event`: an event of the trace is in
   * the range. `Service`: a service that is not inferred was active in the range.
   */
  readonly timeRangeType?: 'TraceId' | 'Event' | 'Service';
  readonly filterExpression?: string;
}

export interface TracePageQuery extends TraceQuery {
  /** At most so many summaries. */
  readonly limit: number;
  /** Continues behind this one, the `next` of the page before. */
  readonly after?: PagePosition;
  /** At most so many traces are looked at, so that a page that finds nothing comes soon too. Default: no bound. */
  readonly scanLimit?: number;
}

export interface PagePosition {
  readonly startTime: number;
  readonly id: string;
}

export interface TraceSummaryPage {
  /** Newest first. */
  readonly summaries: TraceSummary[];
  /** How many traces of the range were looked at. */
  readonly processedCount: number;
  /** Where the next page goes on; absent on the last one. A page may be empty and still have it. */
  readonly next?: PagePosition;
}
