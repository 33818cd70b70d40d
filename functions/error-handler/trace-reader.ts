/**
 * Reads traces with X-Ray's API, in both kinds of accounts: X-Ray keeps traces itself, or with
 * CloudWatch Transaction Search in a log group. There, BatchGetTraces finds only the indexed share
 * (1 % by default), and a retrieval finds all.
 * https://docs.aws.amazon.com/xray/latest/api/API_StartTraceRetrieval.html
 */
import {
  GetTraceSegmentDestinationCommand,
  ListRetrievedTracesCommand,
  paginateBatchGetTraces,
  paginateGetTraceSummaries,
  StartTraceRetrievalCommand,
  type XRayClient,
} from '@aws-sdk/client-xray';
import { type JsonObject, parseObject } from '../shared/json.ts';
import type { Clock } from './clock.ts';
import type { Documents, TraceReader } from './request-trace.ts';

/** The most that BatchGetTraces accepts. */
const BATCH_SIZE = 5;

/** The most that StartTraceRetrieval accepts. */
const RETRIEVAL_SIZE = 100;

const RETRIEVAL_GAP_MS = 1000;

const MAX_RETRIEVAL_LOOKS = 10;

/** The longest that a function may run. */
const QUARTER_HOUR_MS = 15 * 60 * 1000;

export function createTraceReader(client: XRayClient, clock: Clock): TraceReader {
  let transactionSearch: Promise<boolean> | undefined;

  return {
    async usesTransactionSearch() {
      // Asked once in each execution environment. A failure is not remembered.
      transactionSearch ??= askForTransactionSearch(client);
      transactionSearch.catch(() => {
        transactionSearch = undefined;
      });
      return transactionSearch;
    },

    async getTraces(traceIds, stopAtMs) {
      const documents: Documents = new Map();
      for (const TraceIds of inBatches(traceIds, BATCH_SIZE)) {
        failAfter(stopAtMs, clock);
        for await (const { Traces = [] } of paginateBatchGetTraces({ client }, { TraceIds })) {
          for (const { Id, Segments } of Traces) {
            addDocuments(documents, Id, Segments);
          }
        }
      }
      return documents;
    },

    async retrieveTraces(traceIds, { fromMs, toMs }, stopAtMs) {
      const documents: Documents = new Map();
      const range = { StartTime: new Date(fromMs), EndTime: new Date(toMs) };
      for (const TraceIds of inBatches(traceIds, RETRIEVAL_SIZE)) {
        const start = new StartTraceRetrievalCommand({ TraceIds, ...range });
        const { RetrievalToken } = await client.send(start);
        await readRetrieval(client, clock, RetrievalToken, stopAtMs, documents);
      }
      return documents;
    },

    async searchTraceId(requestId, aroundMs, stopAtMs) {
      failAfter(stopAtMs, clock);
      const query = {
        TimeRangeType: 'Event',
        StartTime: new Date(aroundMs - QUARTER_HOUR_MS),
        EndTime: new Date(Math.min(aroundMs + QUARTER_HOUR_MS, clock.now())),
        FilterExpression: `annotation.request_id = "${requestId}"`,
      } as const;
      // A page can be empty although others follow.
      for await (const { TraceSummaries = [] } of paginateGetTraceSummaries({ client }, query)) {
        if (TraceSummaries[0]?.Id !== undefined) {
          return TraceSummaries[0].Id;
        }
      }
      return undefined;
    },
  };
}

async function askForTransactionSearch(client: XRayClient): Promise<boolean> {
  const { Destination, Status } = await client.send(new GetTraceSegmentDestinationCommand({}));
  return Destination === 'CloudWatchLogs' && Status === 'ACTIVE';
}

/** Reads what a retrieval has found. An incomplete one is left to the next look. */
async function readRetrieval(
  client: XRayClient,
  clock: Clock,
  retrievalToken: string | undefined,
  stopAtMs: number,
  documents: Documents,
): Promise<void> {
  for (let looks = 0; looks < MAX_RETRIEVAL_LOOKS; looks++) {
    failAfter(stopAtMs, clock);
    const status = await readPages(client, retrievalToken, documents);
    if (status !== 'SCHEDULED' && status !== 'RUNNING') {
      return;
    }
    await clock.sleep(RETRIEVAL_GAP_MS);
  }
}

/**
 * Reads all pages of a retrieval, and returns its status. Until it is complete, there are no traces
 * in it.
 */
async function readPages(
  client: XRayClient,
  RetrievalToken: string | undefined,
  documents: Documents,
): Promise<string | undefined> {
  let NextToken: string | undefined;
  for (;;) {
    const page = await client.send(
      new ListRetrievedTracesCommand({ RetrievalToken, TraceFormat: 'XRAY', NextToken }),
    );
    for (const { Id, Spans } of page.Traces ?? []) {
      addDocuments(documents, Id, Spans);
    }
    if (page.RetrievalStatus !== 'COMPLETE' || page.NextToken === undefined) {
      return page.RetrievalStatus;
    }
    NextToken = page.NextToken;
  }
}

function addDocuments(
  documents: Documents,
  traceId: string | undefined,
  parts: { Document?: string | undefined }[] = [],
): void {
  const segments: JsonObject[] = [];
  for (const { Document } of parts) {
    const segment = parseObject(Document ?? '');
    if (segment !== undefined) {
      segments.push(segment);
    }
  }
  if (traceId !== undefined && segments.length > 0) {
    documents.set(traceId, [...(documents.get(traceId) ?? []), ...segments]);
  }
}

function inBatches<Item>(items: Item[], size: number): Item[][] {
  const batches: Item[][] = [];
  for (let start = 0; start < items.length; start += size) {
    batches.push(items.slice(start, start + size));
  }
  return batches;
}

/** From then on, the rest of the invocation is needed to store the reports. */
function failAfter(stopAtMs: number, clock: Clock): void {
  if (clock.now() >= stopAtMs) {
    throw new Error('There was no time left to read more traces.');
  }
}
