import type { TraceSummaryShape } from '../model/aws-shapes.ts';
import type { MapAnswer, TrafficAnswer } from '../model/contract.ts';
import { timeBuckets } from '../model/time-buckets.ts';
import type { ConsoleXRay } from '../ports.ts';
import { narrowed, windowOf } from '../range.ts';
import { notFound, ok, type Route } from '../routing.ts';
import { FAILING, isFailingSummary, summaryStatus, wantedBy } from '../trace-rows.ts';

const TRAFFIC_BUCKETS = 90;

/** The service graph of a time range or of one trace, and the number of traces over time. */
export function mapRoutes(xray: ConsoleXRay, now: () => number): Route[] {
  return [
    {
      method: 'GET',
      path: '/_local/map',
      async run({ query }) {
        const window = windowOf(query, now(), xray);
        const services = await xray.serviceGraphInSlices(query.has('errors') ? narrowed(window, FAILING) : window);
        const firstSeconds = services.reduce(
          (min, { StartTime = min }) => Math.min(min, StartTime),
          Number.POSITIVE_INFINITY,
        );
        return ok({ services, minutes: minutesOf(window.startTimeMs, now(), firstSeconds) } satisfies MapAnswer);
      },
    },
    {
      method: 'GET',
      path: '/_local/traces/:traceId/map',
      run({ params: { traceId = '' } }) {
        const services = xray.traceGraph([traceId]);
        return services.length === 0 ? notFound(`There is no trace ${traceId}.`) : ok({ services } satisfies MapAnswer);
      },
    },
    {
      method: 'GET',
      path: '/_local/traffic',
      async run({ query }) {
        const nowMs = now();
        const window = windowOf(query, nowMs, xray);
        const summaries = wantedBy(query, await xray.traceSummariesInSlices(window));
        const minutes = minutesOf(window.startTimeMs, nowMs, summaries.at(-1)?.StartTime);
        return ok({
          traces: summaries.length,
          failing: summaries.filter(isFailingSummary).length,
          minutes,
          buckets: timeBuckets(summaries.map(beginning), nowMs - minutes * 60_000, nowMs, TRAFFIC_BUCKETS),
        } satisfies TrafficAnswer);
      },
    },
    {
      // Only checks a filter expression.
      method: 'GET',
      path: '/_local/filter',
      run({ query }) {
        windowOf(query, now(), xray);
        return ok({});
      },
    },
  ];
}

/** The length of the time range, at least one minute. If the range begins before the first trace, the time since that trace. */
function minutesOf(startMs: number, nowMs: number, firstSeconds = Number.POSITIVE_INFINITY): number {
  const sinceMs = Math.max(startMs, Math.min(firstSeconds * 1000, nowMs));
  return Math.max(1, (nowMs - sinceMs) / 60_000);
}

function beginning(summary: TraceSummaryShape) {
  return { startMs: (summary.StartTime ?? 0) * 1000, status: summaryStatus(summary) };
}
