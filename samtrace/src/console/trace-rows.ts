import type { TraceSummaryShape } from './model/aws-shapes.ts';
import type { TraceRow } from './model/contract.ts';
import { type Status, statusOf } from './model/status.ts';
import type { TraceOrder } from './model/url-state.ts';
import type { TraceFacts } from './trace-facts.ts';

/** The filter expression for {@link isFailingSummary}: the root failed, or something was throttled. */
export const FAILING = 'error OR fault OR throttle';

export function isFailingSummary(summary: TraceSummaryShape): boolean {
  return Boolean(summary.HasError || summary.HasFault || summary.HasThrottle);
}

/** With the parameter `errors`, only the summaries of failing traces. */
export function wantedBy(
  query: URLSearchParams,
  summaries: readonly TraceSummaryShape[],
): readonly TraceSummaryShape[] {
  return query.has('errors') ? summaries.filter(isFailingSummary) : summaries;
}

export function summaryStatus(summary: TraceSummaryShape): Status {
  return statusOf({
    error: summary.HasError,
    fault: summary.HasFault,
    throttle: summary.HasThrottle,
    // Without an entry point, only subsegments have arrived. The segment is sent when the request is over.
    pending: summary.IsPartial || summary.EntryPoint === undefined,
  });
}

/** Failing traces first, and the newest first in both groups, unless `order` has another value. `summaries` are sorted newest first. */
export function inOrder(
  summaries: readonly TraceSummaryShape[],
  order: TraceOrder | undefined,
): readonly TraceSummaryShape[] {
  if (order === 'newest') return summaries;
  if (order === 'slowest') return summaries.toSorted((a, b) => (b.Duration ?? 0) - (a.Duration ?? 0));
  return [...summaries.filter(isFailingSummary), ...summaries.filter((summary) => !isFailingSummary(summary))];
}

export function traceRow(summary: TraceSummaryShape, { failure, survived }: TraceFacts): TraceRow {
  return {
    traceId: summary.Id ?? '',
    startMs: (summary.StartTime ?? 0) * 1000,
    durationMs: (summary.Duration ?? 0) * 1000,
    status: summaryStatus(summary),
    name: summary.EntryPoint?.Name ?? '(its root has not arrived)',
    type: summary.EntryPoint?.Type,
    httpMethod: summary.Http?.HttpMethod,
    httpUrl: summary.Http?.HttpURL,
    httpStatus: summary.Http?.HttpStatus,
    // A failure behind a root that succeeded is not a failure of the trace. The flags of the summary agree.
    failure: failure && isFailingSummary(summary) ? { type: failure.type, message: failure.message } : undefined,
    survived,
  };
}
