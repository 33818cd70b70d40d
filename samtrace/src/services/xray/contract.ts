import type { AwsService } from '../../aws/http.ts';
import type { SegmentDocument } from '../../aws/segment-document.ts';
import type { RejectionReason } from './rejections.ts';
import type { Service, Trace, TraceSummary, UnprocessedSegment } from './shapes.ts';

/**
 * The X-Ray service: it accepts segment documents and returns traces and service graphs. With Transaction Search, its API reads
 * only the traces that X-Ray has indexed; the methods read all of them.
 */
export interface XRay extends TraceReader {
  readonly api: AwsService;
  /** Does what PutTraceSegments does, with one document or one packet of OpenTelemetry spans. Undefined when it is accepted. */
  put(document: string | SegmentDocument): UnprocessedSegment | undefined;
  /** Starts the daemon. Rejects with the socket's error, code `EADDRINUSE` for a used port. */
  listen(at: { host: string; port: number }): Promise<Daemon>;
  /** Starts to receive OpenTelemetry spans over HTTP. Rejects with the socket's error, code `EADDRINUSE` for a used port. */
  listenForSpans(at: { host: string; port: number }): Promise<SpanReceiver>;
  /** The number of traces that can be read. */
  readonly traceCount: number;
  /** The number of traces that were removed for newer ones. */
  readonly evictedTraceCount: number;
  /** The number of changes that are not on disk yet, or could not be saved. 0 without a data directory. */
  readonly unsavedDocumentCount: number;
  /** The documents of a trace that arrived after it had been complete for a while. Undefined if there are none. */
  lateDocuments(traceId: string): { readonly count: number; readonly longestDelayMs: number } | undefined;
  /** Calls the listener whenever a document of a trace becomes readable. Returns a function that removes the listener. */
  onTrace(listener: (traceId: string) => void): () => void;
  /** Resolves when every document that has arrived can be read. */
  shown(): Promise<void>;
  stop(): Promise<void>;
}

/** Reads traces. */
export interface TraceReader {
  /** The traces that exist, in the order of the IDs. */
  batchGetTraces(ids: readonly string[]): Trace[];
  /** All traces that match, newest first. @throws AwsError InvalidRequestException on a bad filter expression */
  traceSummaries(query: TraceQuery): TraceSummary[];
  /** The same in slices, so that a list of many traces does not block other work. */
  traceSummariesInSlices(query: TraceQuery): Promise<TraceSummary[]>;
  /** The same in pages. */
  traceSummaryPage(query: TracePageQuery): Promise<TraceSummaryPage>;
  /** The services of the traces that started in the range. @throws AwsError InvalidRequestException on a bad filter expression */
  serviceGraph(range: Pick<TraceQuery, 'startTimeMs' | 'endTimeMs' | 'filterExpression'>): Service[];
  /** The same in slices, so that a graph of many traces does not block other work. */
  serviceGraphInSlices(range: Pick<TraceQuery, 'startTimeMs' | 'endTimeMs' | 'filterExpression'>): Promise<Service[]>;
  traceGraph(ids: readonly string[]): Service[];
}

export interface Daemon {
  readonly port: number;
  /** The number of datagrams that were accepted. */
  readonly received: number;
  /** The number of datagrams that were not a document, or a document that X-Ray refuses. */
  readonly rejected: number;
  /** The first distinct reasons for rejections, with their counts. */
  rejections(): RejectionReason[];
  /** The number of datagrams that the kernel dropped because its buffer was full. Known on Linux, 0 on other systems. */
  dropped(): Promise<number>;
  /** Resolves when every datagram that had arrived before the call is accepted or rejected. */
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
  /** The maximum number of summaries. */
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: PagePosition;
  /** The maximum number of traces to read, so that a page without matches is fast, too. Default: no limit. */
  readonly scanLimit?: number;
}

export interface PagePosition {
  readonly startTime: number;
  readonly id: string;
}

export interface TraceSummaryPage {
  /** Newest first. */
  readonly summaries: TraceSummary[];
  /** The number of traces of the range that were read. */
  readonly processedCount: number;
  /** The position of the next page. Absent on the last page. An empty page can have one. */
  readonly next?: PagePosition;
}
