import { createServer } from 'node:http';
import type { Account } from '../../aws/arn.ts';
import { runAtOnce, runInSlices } from '../../base/slices.ts';
import { requestListener } from './api/listener.ts';
import { createApi } from './api/router.ts';
import type { Daemon, SpanReceiver, TracePageQuery, TraceQuery, XRay } from './contract.ts';
import { listen } from './daemon.ts';
import { checkDocument } from './document-check.ts';
import { isSpanPacket } from './otlp/decode/packet.ts';
import { startReceiver } from './otlp/http/receiver.ts';
import { storePacket } from './otlp/store-packet.ts';
import { storeSpans } from './otlp/store-spans.ts';
import { serviceGraph } from './service-graph.ts';
import type { UnprocessedSegment } from './shapes.ts';
import { assembleTrace, traceShape } from './trace.ts';
import { factsOf, readOrWarn } from './trace-facts.ts';
import { queryTraces, tracesStartedIn } from './trace-query.ts';
import { TraceStore, type TraceStoreOptions } from './trace-store.ts';

export type * from './contract.ts';
export type * from './shapes.ts';

export interface XRayOptions extends TraceStoreOptions {
  readonly account: Account;
}

/** @throws Error when the data directory cannot be used */
export function createXRay(options: XRayOptions): XRay {
  const store = new TraceStore(options);
  const daemons: Daemon[] = [];
  const receivers: SpanReceiver[] = [];
  const found = (ids: readonly string[]) => ids.map((id) => store.get(id)).filter((trace) => trace !== undefined);

  const xray: XRay = {
    api: createApi(() => xray, options),
    put(document) {
      if (typeof document === 'string' && isSpanPacket(document)) {
        return storePacket(document, xray.put, () => false);
      }
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
    async listenForSpans(at) {
      const receiver = await startReceiver({ ...at, store: (spans) => storeSpans(spans, xray.put) });
      receivers.push(receiver);
      return receiver;
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
    batchGetTraces: (ids) =>
      found(ids)
        .map((trace) => readOrWarn(trace, () => traceShape(assembleTrace(trace), trace.limitExceeded)))
        .filter((trace) => trace !== undefined),
    traceSummaries: (query) => runAtOnce(queryTraces(store, withoutLimit(query))).summaries,
    traceSummariesInSlices: async (query) => (await runInSlices(queryTraces(store, withoutLimit(query)))).summaries,
    traceSummaryPage: async (query) => runInSlices(queryTraces(store, query)),
    serviceGraph: (range) => runAtOnce(serviceGraph(tracesStartedIn(store, range))),
    serviceGraphInSlices: async (range) => runInSlices(serviceGraph(tracesStartedIn(store, range))),
    traceGraph: (ids) => runAtOnce(serviceGraph(found(ids).map(factsOf))),
    onTrace: (listener) => store.onTrace(listener),
    shown: () => store.shown(),
    async stop() {
      await Promise.all([...daemons, ...receivers].map((listening) => listening.stop()));
      await store.stop();
    },
  };
  return xray;
}

function withoutLimit(query: TraceQuery): TracePageQuery {
  return { ...query, limit: Number.POSITIVE_INFINITY };
}

/** The text is AWS's. */
function traceTooLarge(id: string): UnprocessedSegment {
  const Message =
    'Trace Size Exceeded. Reduce the number of segments per trace and the size of your segment documents.';
  return { Id: id, ErrorCode: 'InvalidSegment', Message };
}
