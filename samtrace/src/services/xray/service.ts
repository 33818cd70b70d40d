import { createServer } from 'node:http';
import type { Account } from '../../aws/arn.ts';
import type { AwsService } from '../../aws/http.ts';
import type { SegmentDocument } from '../../aws/segment-document.ts';
import { requestListener } from './api/listener.ts';
import { createApi } from './api/router.ts';
import { type Daemon, listen } from './daemon.ts';
import { checkDocument } from './document-check.ts';
import { serviceGraph } from './service-graph.ts';
import type { Service, Trace, TraceSummary, UnprocessedSegment } from './shapes.ts';
import { assembleTrace, traceShape } from './trace.ts';
import { factsOf } from './trace-facts.ts';
import {
  queryTraces,
  type TracePageQuery,
  type TraceQuery,
  type TraceSummaryPage,
  tracesStartedIn,
} from './trace-query.ts';
import { TraceStore, type TraceStoreOptions } from './trace-store.ts';

export type { Daemon } from './daemon.ts';
export type * from './shapes.ts';
export type { PagePosition } from './trace-query.ts';

export interface XRayOptions extends TraceStoreOptions {
  readonly account: Account;
}

/** X-Ray: takes segment documents, answers its API, and shows traces and the service graph. */
export interface XRay {
  readonly api: AwsService;
  /** As PutTraceSegments for one document; undefined when it is accepted. */
  put(document: string | SegmentDocument): UnprocessedSegment | undefined;
  /** Starts the daemon. Rejects with the socket's error, code `EADDRINUSE` for a used port. */
  listen(at: { host: string; port: number }): Promise<Daemon>;
  /** How many traces can be read. */
  readonly traceCount: number;
  /** How many traces the retention bound has pushed out. */
  readonly evictedTraceCount: number;
  /** How many documents are not on disk (yet); 0 without a data directory. */
  readonly unsavedDocumentCount: number;
  /** The traces that are there, in the order of the ids. */
  batchGetTraces(ids: readonly string[]): Trace[];
  /** All that match, newest first. @throws AwsError InvalidRequestException on a bad filter expression */
  traceSummaries(query: TraceQuery): TraceSummary[];
  /** The same, by pages. */
  traceSummaryPage(query: TracePageQuery): TraceSummaryPage;
  /** Of the traces that started in the range. @throws AwsError InvalidRequestException on a bad filter expression */
  serviceGraph(range: Pick<TraceQuery, 'startTimeMs' | 'endTimeMs' | 'filterExpression'>): Service[];
  traceGraph(ids: readonly string[]): Service[];
  /** Calls the listener whenever a document of a trace becomes readable; the result ends that. */
  onTrace(listener: (traceId: string) => void): () => void;
  stop(): Promise<void>;
}

/** @throws Error when the data directory cannot be used */
export function createXRay(options: XRayOptions): XRay {
  const store = new TraceStore(options);
  const daemons: Daemon[] = [];
  const found = (ids: readonly string[]) => ids.map((id) => store.get(id)).filter((trace) => trace !== undefined);

  const xray: XRay = {
    api: createApi(() => xray, options),
    put(document) {
      const checked = checkDocument(typeof document === 'string' ? document : JSON.stringify(document));
      if ('ErrorCode' in checked) return checked;
      return store.put(checked) ? undefined : traceTooLarge(checked.id);
    },
    async listen(at) {
      const accept = (document: string) => xray.put(document)?.Message;
      const createHttpServer = () => createServer(requestListener(xray.api));
      const daemon = await listen({ ...at, accept, createHttpServer });
      daemons.push(daemon);
      return daemon;
    },
    get traceCount() {
      return store.traceCount;
    },
    get evictedTraceCount() {
      return store.evictedTraceCount;
    },
    get unsavedDocumentCount() {
      return store.unsavedDocumentCount;
    },
    batchGetTraces: (ids) => found(ids).map((trace) => traceShape(assembleTrace(trace), trace.limitExceeded)),
    traceSummaries: (query) => queryTraces(store, { ...query, limit: Number.POSITIVE_INFINITY }).summaries,
    traceSummaryPage: (query) => queryTraces(store, query),
    serviceGraph: (range) => serviceGraph(tracesStartedIn(store, range)),
    traceGraph: (ids) => serviceGraph(found(ids).map(factsOf)),
    onTrace: (listener) => store.onTrace(listener),
    async stop() {
      await Promise.all(daemons.map((daemon) => daemon.stop()));
      await store.stop();
    },
  };
  return xray;
}

/** AWS's own words. */
function traceTooLarge(id: string): UnprocessedSegment {
  const Message =
    'Trace Size Exceeded. Reduce the number of segments per trace and the size of your segment documents.';
  return { Id: id, ErrorCode: 'InvalidSegment', Message };
}
