import { createServer } from 'node:http';
import type { Account } from '../aws/arn.ts';
import type { AwsService } from '../aws/http.ts';
import type { SegmentDocument } from '../aws/segment-document.ts';
import { requestListener } from './api/listener.ts';
import { createApi } from './api/router.ts';
import { Arrivals } from './arrivals.ts';
import { type Daemon, listen } from './daemon.ts';
import { type CheckedDocument, checkDocument } from './document-check.ts';
import { DEFAULT_RETENTION, type Retention, SegmentStore, type StoredTrace } from './segment-store.ts';
import { serviceGraph } from './service-graph.ts';
import type { Service, Trace, TraceSummary, UnprocessedSegment } from './shapes.ts';
import { assembleTrace, traceShape } from './trace.ts';
import { TraceFactsCache } from './trace-facts.ts';
import {
  queryTraces,
  type TracePageQuery,
  type TraceQuery,
  type TraceSummaryPage,
  tracesStartedIn,
} from './trace-query.ts';

export type { Daemon } from './daemon.ts';
export type { Retention } from './segment-store.ts';
export type * from './shapes.ts';
export type { PagePosition, TracePageQuery, TraceQuery, TraceSummaryPage } from './trace-query.ts';

export interface XRayOptions {
  readonly account: Account;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A document is readable this long after it came. */
  readonly visibilityDelayMs: number;
  /** What is kept at most; {@link DEFAULT_RETENTION} where absent. */
  readonly retention?: Partial<Retention>;
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

export function createXRay({ account, now, visibilityDelayMs, retention }: XRayOptions): XRay {
  const store = new SegmentStore({ ...DEFAULT_RETENTION, ...retention });
  const cache = new TraceFactsCache();
  const arrivals = new Arrivals();
  const listeners = new Set<(traceId: string) => void>();
  const daemons = new Set<Daemon>();
  let timer: NodeJS.Timeout | undefined;

  const show = (document: CheckedDocument): boolean => {
    const stored = store.put(document);
    for (const listener of listeners) listener(document.traceId);
    return stored;
  };
  /** Every reading comes by here, so that what is due is there even when the timer is late. */
  const showDue = (): void => {
    for (const document of arrivals.takeDue(now())) show(document);
    clearTimeout(timer);
    if (arrivals.nextDueMs === undefined) return;
    timer = setTimeout(showDue, Math.max(1, arrivals.nextDueMs - now()));
    timer.unref();
  };
  const found = (ids: readonly string[]): StoredTrace[] => {
    showDue();
    return ids.map((id) => store.get(id)).filter((trace) => trace !== undefined);
  };

  const xray: XRay = {
    api: createApi(() => xray, { account, now }),
    put(document) {
      const checked = checkDocument(typeof document === 'string' ? document : JSON.stringify(document));
      if ('ErrorCode' in checked) return checked;
      if (visibilityDelayMs <= 0) return show(checked) ? undefined : traceTooLarge(checked.id);
      arrivals.hold(checked, now() + visibilityDelayMs);
      showDue();
      return undefined;
    },
    async listen(at) {
      const accept = (document: string) => xray.put(document) === undefined;
      const createHttpServer = () => createServer(requestListener(xray.api));
      const daemon = await listen({ ...at, accept, createHttpServer });
      daemons.add(daemon);
      return daemon;
    },
    get traceCount() {
      showDue();
      return store.traceCount;
    },
    get evictedTraceCount() {
      return store.evicted;
    },
    batchGetTraces: (ids) => found(ids).map((trace) => traceShape(assembleTrace(trace), trace.limitExceeded)),
    traceSummaries: (query) => xray.traceSummaryPage({ ...query, limit: Number.POSITIVE_INFINITY }).summaries,
    traceSummaryPage(query) {
      showDue();
      return queryTraces(store, cache, query);
    },
    serviceGraph(range) {
      showDue();
      return serviceGraph(tracesStartedIn(store, cache, range));
    },
    traceGraph: (ids) => serviceGraph(found(ids).map((trace) => cache.of(trace))),
    onTrace(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      clearTimeout(timer);
      await Promise.all([...daemons].map((daemon) => daemon.stop()));
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
