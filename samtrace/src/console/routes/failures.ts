import { mapSteps, runInSlices } from '../../base/slices.ts';
import type { FailuresAnswer } from '../model/contract.ts';
import { groupFailures } from '../model/failure.ts';
import type { ConsoleXRay } from '../ports.ts';
import { windowOf } from '../range.ts';
import { ok, type Route } from '../routing.ts';
import type { FactsOf } from '../trace-facts.ts';
import { isFailingSummary } from '../trace-rows.ts';

/** At most this many failing traces are read, the newest. If there are more, the page shows it. */
const MAX_EXAMINED = 10_000;

/** Failing traces, grouped by the exception that caused them. */
export function failureRoutes(xray: ConsoleXRay, factsOf: FactsOf, now: () => number): Route[] {
  return [
    {
      method: 'GET',
      path: '/_local/failures',
      async run({ query }) {
        const summaries = await xray.traceSummariesInSlices(windowOf(query, now(), xray));
        const failing = summaries.filter(isFailingSummary);
        const examined = failing.slice(0, MAX_EXAMINED);
        const failures = await runInSlices(
          mapSteps(examined, (summary) => {
            const { failure } = factsOf(summary);
            return failure ? [{ timeMs: (summary.StartTime ?? 0) * 1000, failure }] : [];
          }),
        );
        const groups = groupFailures(failures.flat());
        return ok({ groups, examined: examined.length, failing: failing.length } satisfies FailuresAnswer);
      },
    },
  ];
}
