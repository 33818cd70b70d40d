import { createServer } from 'node:http';
import type { Account } from '../../aws/arn.ts';
import { runInSlices } from '../../base/slices.ts';
import { requestListener } from './api/listener.ts';
import { createApi } from './api/router.ts';
import type { Daemon, SpanReceiver, XRay } from './contract.ts';
import { listen } from './daemon.ts';
import { checkDocument } from './document-check.ts';
import { isSpanPacket } from './otlp/decode/packet.ts';
import { startReceiver } from './otlp/http/receiver.ts';
import { storePacket } from './otlp/store-packet.ts';
import { storeSpans } from './otlp/store-spans.ts';
import { Retrievals } from './retrievals.ts';
import type { UnprocessedSegment } from './shapes.ts';
import { indexedTraces } from './trace-query.ts';
import { createTraceReader } from './trace-reader.ts';
import { TraceStore, type TraceStoreOptions } from './trace-store.ts';
import { TransactionSearch, type TransactionSearchSettings } from './transaction-search.ts';

export type * from './contract.ts';
export type * from './shapes.ts';

export interface XRayOptions extends Omit<TraceStoreOptions, 'storageOf'> {
  readonly account: Account;
  /** Present: the account uses CloudWatch Transaction Search from the start. */
  readonly transactionSearch?: TransactionSearchSettings;
}

/** @throws Error when the data directory cannot be used */
export function createXRay(options: XRayOptions): XRay {
  const { account, now } = options;
  const transactionSearch = new TransactionSearch(options.transactionSearch, now);
  const store = new TraceStore({ ...options, storageOf: (traceId) => transactionSearch.storageOf(traceId) });
  const allTraces = createTraceReader(store);
  const daemons: Daemon[] = [];
  const receivers: SpanReceiver[] = [];

  const xray: XRay = {
    ...allTraces,
    api: createApi({
      account,
      now,
      put: (document) => xray.put(document),
      indexed: createTraceReader(indexedTraces(store)),
      allTraces,
      transactionSearch,
      retrievals: new Retrievals(store, now),
    }),
    put(document) {
      if (typeof document === 'string' && isSpanPacket(document)) {
        return storePacket(document, xray.put, () => transactionSearch.isOn);
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
      const receiver = await startReceiver({ ...at, store: (spans) => runInSlices(storeSpans(spans, xray.put)) });
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
    lateDocuments(traceId) {
      const late = store.get(traceId)?.late;
      return late && late.count > 0 ? { count: late.count, longestDelayMs: late.longestDelayMs } : undefined;
    },
    onTrace: (listener) => store.onTrace(listener),
    shown: () => store.shown(),
    async stop() {
      await Promise.all([...daemons, ...receivers].map((listening) => listening.stop()));
      await store.stop();
    },
  };
  return xray;
}

/** The text is AWS's. */
function traceTooLarge(id: string): UnprocessedSegment {
  const Message =
    'Trace Size Exceeded. Reduce the number of segments per trace and the size of your segment documents.';
  return { Id: id, ErrorCode: 'InvalidSegment', Message };
}
