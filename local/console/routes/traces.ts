import { AwsError } from '../../aws/error.ts';
import type { TraceSummaryShape } from '../model/aws-shapes.ts';
import { MAX_TRACE_ROWS, type TraceAnswer, type TracesAnswer } from '../model/contract.ts';
import { groupKey } from '../model/failure.ts';
import type { ConsoleXRay } from '../ports.ts';
import { windowOf } from '../range.ts';
import { notFound, ok, type Route } from '../routing.ts';
import type { FactsOf } from '../trace-facts.ts';
import { inOrder, isFailingSummary, traceRow } from '../trace-rows.ts';

/** The table of traces, one trace, and the way from a request id to its trace. */
export function traceRoutes(xray: ConsoleXRay, factsOf: FactsOf, now: () => number): Route[] {
  return [
    {
      method: 'GET',
      path: '/_local/traces',
      run({ query }) {
        const summaries = xray
          .traceSummaries(windowOf(query, now(), xray))
          .filter(passes(query))
          .filter(belongs(query, factsOf));
        const order = query.get('order');
        const ordered = inOrder(summaries, order === 'newest' || order === 'slowest' ? order : undefined);
        const rows = ordered
          .slice(0, MAX_TRACE_ROWS)
          .map((summary) => traceRow(summary, isFailingSummary(summary) ? factsOf(summary).failure : undefined));
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
        return ok({ trace } satisfies TraceAnswer);
      },
    },
    {
      method: 'GET',
      path: '/_local/requests/:requestId',
      run({ params }) {
        const { requestId = '' } = params;
        const all = xray.traceSummaries({ startTimeMs: 0, endTimeMs: now() + 1000 });
        const found = all.find((summary) => factsOf(summary).requestIds.includes(requestId));
        if (!found?.Id) return notFound(`No trace names the request ${requestId}.`);
        return ok({ traceId: found.Id });
      },
    },
  ];
}

/** Keeps the traces that passed all services named by `through` (`type/name`, as the map's keys are). */
function passes(query: URLSearchParams): (summary: TraceSummaryShape) => boolean {
  const wanted = query.getAll('through');
  if (wanted.length > 2) throw new AwsError('InvalidRequestException', 'At most two services can be named.');
  return (summary) => {
    const keys = new Set(summary.ServiceIds?.map((id) => `${id.Type ?? 'unknown'}/${id.Name}`));
    return wanted.every((key) => keys.has(key));
  };
}

/** Keeps the traces of a failure group. */
function belongs(query: URLSearchParams, factsOf: FactsOf): (summary: TraceSummaryShape) => boolean {
  const group = query.get('group');
  if (group === null) return () => true;
  return (summary) => {
    const failure = isFailingSummary(summary) ? factsOf(summary).failure : undefined;
    return failure !== undefined && groupKey(failure) === group;
  };
}
