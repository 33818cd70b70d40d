import { runAtOnce, runInSlices } from '../../base/slices.ts';
import type { TracePageQuery, TraceQuery, TraceReader } from './contract.ts';
import { serviceGraph } from './service-graph.ts';
import { assembleTrace, traceShape } from './trace.ts';
import { factsOf, readOrWarn } from './trace-facts.ts';
import { queryTraces, type TraceSource, tracesStartedIn } from './trace-query.ts';

/** Reads the traces of a source: all that are stored, or those that X-Ray has indexed. */
export function createTraceReader(source: TraceSource): TraceReader {
  const found = (ids: readonly string[]) => ids.map((id) => source.get(id)).filter((trace) => trace !== undefined);
  return {
    batchGetTraces: (ids) =>
      found(ids)
        .map((trace) => readOrWarn(trace, () => traceShape(assembleTrace(trace), trace.limitExceeded)))
        .filter((trace) => trace !== undefined),
    traceSummaries: (query) => runAtOnce(queryTraces(source, withoutLimit(query))).summaries,
    traceSummariesInSlices: async (query) => (await runInSlices(queryTraces(source, withoutLimit(query)))).summaries,
    traceSummaryPage: async (query) => runInSlices(queryTraces(source, query)),
    serviceGraph: (range) => runAtOnce(serviceGraph(tracesStartedIn(source, range))),
    serviceGraphInSlices: async (range) => runInSlices(serviceGraph(tracesStartedIn(source, range))),
    traceGraph: (ids) => runAtOnce(serviceGraph(found(ids).map(factsOf))),
  };
}

function withoutLimit(query: TraceQuery): TracePageQuery {
  return { ...query, limit: Number.POSITIVE_INFINITY };
}
