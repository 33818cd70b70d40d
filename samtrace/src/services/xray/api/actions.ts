import type { Account } from '../../../aws/arn.ts';
import type { TraceReader } from '../contract.ts';
import type { Retrievals } from '../retrievals.ts';
import type { UnprocessedSegment } from '../shapes.ts';
import type { TransactionSearch } from '../transaction-search.ts';
import { defaultSamplingRule } from './default-sampling-rule.ts';
import { getSamplingTargets } from './get-sampling-targets.ts';
import { getServiceGraph } from './get-service-graph.ts';
import { getTraceSummaries } from './get-trace-summaries.ts';
import { getIndexingRules, updateIndexingRule } from './indexing-rules.ts';
import { type Input, invalidRequest, list, optionalString, structure, timestampMs, traceIds } from './input.ts';
import { pageOf } from './paging.ts';
import {
  cancelTraceRetrieval,
  getRetrievedTracesGraph,
  listRetrievedTraces,
  startTraceRetrieval,
} from './trace-retrieval.ts';
import { getTraceSegmentDestination, updateTraceSegmentDestination } from './trace-segment-destination.ts';

export interface ActionContext {
  readonly account: Account;
  readonly now: () => number;
  /** Takes a segment document. Undefined when it is accepted. */
  put(document: string): UnprocessedSegment | undefined;
  /** The traces that X-Ray has indexed: all of them, without Transaction Search. */
  readonly indexed: TraceReader;
  readonly allTraces: TraceReader;
  readonly transactionSearch: TransactionSearch;
  readonly retrievals: Retrievals;
}

export interface Action {
  /** The operation's name in the API and, after `xray:`, in IAM. */
  readonly name: string;
  run(input: Input, context: ActionContext): unknown;
}

/** Every supported operation by its path. All of them are POST requests with a JSON body. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  '/CancelTraceRetrieval': { name: 'CancelTraceRetrieval', run: cancelTraceRetrieval },
  '/GetIndexingRules': { name: 'GetIndexingRules', run: getIndexingRules },
  '/GetRetrievedTracesGraph': { name: 'GetRetrievedTracesGraph', run: getRetrievedTracesGraph },
  '/GetSamplingRules': { name: 'GetSamplingRules', run: getSamplingRules },
  '/SamplingTargets': { name: 'GetSamplingTargets', run: getSamplingTargets },
  '/GetTraceSegmentDestination': { name: 'GetTraceSegmentDestination', run: getTraceSegmentDestination },
  '/ListRetrievedTraces': { name: 'ListRetrievedTraces', run: listRetrievedTraces },
  '/ServiceGraph': { name: 'GetServiceGraph', run: getServiceGraph },
  '/StartTraceRetrieval': { name: 'StartTraceRetrieval', run: startTraceRetrieval },
  '/TelemetryRecords': { name: 'PutTelemetryRecords', run: putTelemetryRecords },
  '/TraceGraph': { name: 'GetTraceGraph', run: getTraceGraph },
  '/TraceSegments': { name: 'PutTraceSegments', run: putTraceSegments },
  '/TraceSummaries': { name: 'GetTraceSummaries', run: getTraceSummaries },
  '/Traces': { name: 'BatchGetTraces', run: batchGetTraces },
  '/UpdateIndexingRule': { name: 'UpdateIndexingRule', run: updateIndexingRule },
  '/UpdateTraceSegmentDestination': { name: 'UpdateTraceSegmentDestination', run: updateTraceSegmentDestination },
};

/** The most documents that PutTraceSegments accepts. */
const DOCUMENT_LIMIT = 50;
const GRAPH_PAGE_SIZE = 500;

/**
 * Returns all traces on one page: five of at most 500 kB each. With Transaction Search, X-Ray finds only indexed traces.
 * https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html
 */
function batchGetTraces(input: Input, { indexed }: ActionContext) {
  const ids = traceIds(input);
  if (optionalString(input, 'NextToken') !== undefined) throw invalidRequest('Invalid NextToken.');
  const Traces = indexed.batchGetTraces(ids);
  const found = new Set(Traces.map(({ Id }) => Id));
  return { Traces, UnprocessedTraceIds: ids.filter((id) => !found.has(id)) };
}

/** https://docs.aws.amazon.com/xray/latest/api/API_GetTraceGraph.html */
function getTraceGraph(input: Input, { indexed }: ActionContext) {
  const services = indexed.traceGraph(traceIds(input));
  const { page, ...token } = pageOf(services, optionalString(input, 'NextToken'), GRAPH_PAGE_SIZE);
  return { Services: page, ...token };
}

/**
 * Returns 200 even if every document is rejected. The rejected documents are listed.
 * https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html
 */
function putTraceSegments(input: Input, { put }: ActionContext) {
  const documents = list(input, 'TraceSegmentDocuments', Number.POSITIVE_INFINITY);
  if (documents.length > DOCUMENT_LIMIT) throw invalidRequest(`Exceeding maximum segment count: ${DOCUMENT_LIMIT}`);
  const texts = documents.map((document) => {
    if (typeof document !== 'string') throw invalidRequest('TraceSegmentDocuments must be a list of strings.');
    return document;
  });
  return { UnprocessedTraceSegments: texts.map((text) => put(text)).filter((refused) => refused !== undefined) };
}

/**
 * Checks the daemon's statistics and discards them, because no operation of the API returns them.
 * https://docs.aws.amazon.com/xray/latest/api/API_PutTelemetryRecords.html
 */
function putTelemetryRecords(input: Input) {
  for (const record of list(input, 'TelemetryRecords', Number.POSITIVE_INFINITY)) {
    timestampMs(structure(record, 'An entry of TelemetryRecords'), 'Timestamp');
  }
  return {};
}

/** https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingRules.html */
function getSamplingRules(_input: Input, { account }: ActionContext) {
  // The default rule was never created or changed. AWS returns the epoch for both times.
  return { SamplingRuleRecords: [{ SamplingRule: defaultSamplingRule(account), CreatedAt: 0, ModifiedAt: 0 }] };
}
