import type { TraceSummaryShape } from '../model/aws-shapes.ts';
import type { MapAnswer } from '../model/contract.ts';
import { timeBuckets } from '../model/time-buckets.ts';
import type { ConsoleXRay } from '../ports.ts';
import { windowOf } from '../range.ts';
import { ok, type Route } from '../routing.ts';
import { isFailingSummary, summaryStatus } from '../trace-rows.ts';

const TRAFFIC_BUCKETS = 90;

/** The service map of a time range: what GetServiceGraph answers. */
export function mapRoutes(xray: ConsoleXRay, now: () => number): Route[] {
  return [
    {
      method: 'GET',
      path: '/_local/map',
      run({ query }) {
        const window = windowOf(query, now(), xray);
        const summaries = xray.traceSummaries(window);
        const services = xray.serviceGraph(window);
        const nowMs = now();
        const minutes = minutesOf(window.startTimeMs, nowMs, summaries.at(-1)?.StartTime);
        const answer: MapAnswer = {
          services,
          traces: summaries.length,
          failing: summaries.filter(isFailingSummary).length,
          minutes,
          traffic: timeBuckets(summaries.map(beginning), nowMs - minutes * 60_000, nowMs, TRAFFIC_BUCKETS),
        };
        return ok(answer);
      },
    },
    {
      // Only says whether a filter expression is one.
      method: 'GET',
      path: '/_local/filter',
      run({ query }) {
        windowOf(query, now(), xray);
        return ok({});
      },
    },
  ];
}

/** The length of the range, or, where it begins before the first trace, the time since that one; never under a minute. */
function minutesOf(startMs: number, nowMs: number, oldestSeconds: number | undefined): number {
  const sinceMs = Math.max(startMs, oldestSeconds === undefined ? nowMs : oldestSeconds * 1000);
  return Math.max(1, (nowMs - sinceMs) / 60_000);
}

function beginning(summary: TraceSummaryShape) {
  return { startMs: (summary.StartTime ?? 0) * 1000, status: summaryStatus(summary) };
}
