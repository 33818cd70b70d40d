import { setImmediate } from 'node:timers/promises';
import { filterSteps, mapSteps, runInSlices } from '../../base/slices.ts';
import type { TraceSummaryShape } from '../model/aws-shapes.ts';
import { MAX_TRACE_ROWS, type TraceAnswer, type TracesAnswer } from '../model/contract.ts';
import { groupKey } from '../model/failure.ts';
import type { ConsoleXRay } from '../ports.ts';
import { windowOf } from '../range.ts';
import { notFound, ok, type Route } from '../routing.ts';
import type { FactsOf } from '../trace-facts.ts';
import { inOrder, isFailingSummary, traceRow, wantedBy } from '../trace-rows.ts';

/** After reading this many traces, the search lets other work of the process run. */
const TRACES_AT_ONCE = 100;

/** The table of traces, one trace, and the trace of a request ID. */
export function traceRoutes(xray: ConsoleXRay, factsOf: FactsOf, now: () => number): Route[] {
  /** Reads the traces, newest first, in small batches, because there may be many. */
  async function traceOfRequest(requestId: string, all: readonly TraceSummaryShape[]): Promise<string | undefined> {
    for (const [i, summary] of all.entries()) {
      if (factsOf(summary).requestIds.includes(requestId)) return summary.Id;
      if (i % TRACES_AT_ONCE === 0) await setImmediate();
    }
    return undefined;
  }

  return [
    {
      method: 'GET',
      path: '/_local/traces',
      async run({ query }) {
        const found = wantedBy(query, await xray.traceSummariesInSlices(windowOf(query, now(), xray)));
        const summaries = await runInSlices(filterSteps(found, belongs(query, factsOf)));
        const order = query.get('order');
        const ordered = inOrder(summaries, order === 'newest' || order === 'slowest' ? order : undefined);
        const listed = ordered.slice(0, MAX_TRACE_ROWS);
        const rows = await runInSlices(mapSteps(listed, (summary) => traceRow(summary, factsOf(summary))));
        const answer: TracesAnswer = {
          total: summaries.length,
          failing: summaries.filter(isFailingSummary).length,
          rows,
        };
        return ok(answer);
      },
    },
    {
      method: 'GET',
      path: '/_local/traces/:traceId',
      run({ params }) {
        const { traceId = '' } = params;
        const [trace] = xray.batchGetTraces([traceId]);
        if (!trace) return notFound(`There is no trace ${traceId}.`);
        const late = xray.lateDocuments(traceId);
        return ok({ trace, ...(late && { late }) } satisfies TraceAnswer);
      },
    },
    {
      method: 'GET',
      path: '/_local/requests/:requestId',
      async run({ params }) {
        const { requestId = '' } = params;
        const traceId = await traceOfRequest(
          requestId,
          await xray.traceSummariesInSlices({ startTimeMs: 0, endTimeMs: now() + 1000 }),
        );
        return traceId === undefined ? notFound(`No trace contains the request ${requestId}.`) : ok({ traceId });
      },
    },
  ];
}

/** Filters by the failure group in the parameter `group`. */
function belongs(query: URLSearchParams, factsOf: FactsOf): (summary: TraceSummaryShape) => boolean {
  const group = query.get('group');
  if (group === null) return () => true;
  return (summary) => {
    const failure = isFailingSummary(summary) ? factsOf(summary).failure : undefined;
    return failure !== undefined && groupKey(failure) === group;
  };
}
