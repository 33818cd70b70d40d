import type { MapAnswer } from '../model/contract.ts';
import type { ConsoleXRay } from '../ports.ts';
import { windowOf } from '../range.ts';
import { ok, type Route } from '../routing.ts';
import { isFailingSummary } from '../trace-rows.ts';

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
        const answer: MapAnswer = {
          services,
          traces: summaries.length,
          failing: summaries.filter(isFailingSummary).length,
          minutes: minutesOf(window.startTimeMs, now(), summaries.at(-1)?.StartTime),
        };
        return ok(answer);
      },
    },
  ];
}

/** The length of the range, or, where it begins before the first trace, the time since that one; never under a minute. */
function minutesOf(startMs: number, nowMs: number, oldestSeconds: number | undefined): number {
  const sinceMs = Math.max(startMs, oldestSeconds === undefined ? nowMs : oldestSeconds * 1000);
  return Math.max(1, (nowMs - sinceMs) / 60_000);
}
