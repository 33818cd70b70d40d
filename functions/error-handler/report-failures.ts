/** What the error handler does with a delivery, from the log records to the stored reports. */
import { shorten } from '../shared/json.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Deadlines } from './deadlines.ts';
import type { Delivery } from './delivery.ts';
import type { LogReader } from './log-stream.ts';
import { countFailure, countInvalid } from './metrics.ts';
import { buildReport, type Evidence, type Report } from './report.ts';
import { readRequestLogs } from './request-log.ts';
import { readRequestTraces, type TraceReader } from './request-trace.ts';
import { type Bucket, markKind, type SeenMarkers, storeInvalid, storeReport } from './store.ts';

/** The AWS services that the error handler uses. */
export interface Services {
  logs: LogReader;

  traces: TraceReader;

  bucket: Bucket;

  seenMarkers: SeenMarkers;
}

/** Some failures of a delivery could not be reported completely. */
class IncompleteDeliveryError extends AggregateError {
  override readonly name = 'IncompleteDeliveryError';
}

/** A report is written with three connections, and a client of the AWS SDK opens at most 50. */
const REPORTS_AT_ONCE = 16;

/**
 * Stores one report for each failed request in a delivery.
 *
 * A problem with one request does not stop the others. If there was any problem, an error is thrown
 * at the end, so that Lambda retries the delivery. Storing a report twice is harmless.
 */
export async function reportFailures(
  delivery: Delivery,
  services: Services,
  config: Config,
  clock: Clock,
  deadlines: Deadlines,
): Promise<Report[]> {
  const problems: unknown[] = [];
  if (delivery.invalid.length > 0) {
    await collectProblem(problems, () => keepInvalid(delivery, services.bucket, clock));
  }

  const { logs, problem: logProblem } = await readRequestLogs(
    delivery,
    services.logs,
    clock,
    deadlines,
  );
  const { traced, problem: traceProblem } = await readRequestTraces(
    logs,
    services.traces,
    clock,
    deadlines,
  );
  problems.push(...[logProblem, traceProblem].filter((problem) => problem !== undefined));

  const reports: Report[] = [];
  await forEachConcurrently(traced, async ({ log, trace }) => {
    await collectProblem(problems, async () => {
      const evidence = { delivery, log, trace };
      const { report, isNew } = await reportFailure(evidence, services, config, clock);
      reports.push(report);

      // If the log could not be read, the retry stores another report, and counts the failure.
      const isCountedLater = logProblem !== undefined && log.outcome === 'missing';
      if (isNew && !isCountedLater) {
        countFailure(report, clock.now());
      }
    });
  });

  if (problems.length > 0) {
    throw new IncompleteDeliveryError(problems, describe(problems, delivery));
  }
  return reports;
}

async function reportFailure(
  evidence: Evidence,
  { bucket, seenMarkers }: Services,
  config: Config,
  clock: Clock,
): Promise<{ report: Report; isNew: boolean }> {
  const report = buildReport(evidence, config);
  const isNew = await storeReport(bucket, clock, report, evidence);
  await markKind(bucket, clock, seenMarkers, report);
  return { report, isNew };
}

/** A retry would not help, so this is no problem of the delivery. */
async function keepInvalid(delivery: Delivery, bucket: Bucket, clock: Clock): Promise<void> {
  const { functionName, invalidCount } = delivery;
  const key = await storeInvalid(bucket, clock, delivery);
  console.error({ message: 'Parts of a delivery are invalid', count: invalidCount, object: key });
  countInvalid(functionName, invalidCount, key, clock.now());
}

/** Adds the error to the problems, so that the work for the other requests goes on. */
async function collectProblem(problems: unknown[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    problems.push(error);
  }
}

async function forEachConcurrently<Item>(
  items: Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += REPORTS_AT_ONCE) {
    await Promise.all(items.slice(start, start + REPORTS_AT_ONCE).map(work));
  }
}

function describe(problems: unknown[], { logGroup, logStream }: Delivery): string {
  const first = problems.slice(0, 5).map((problem) => shorten(String(problem), 400));
  const count = problems.length === 1 ? 'A problem' : `${problems.length} problems`;
  return `${count} with ${logGroup} ${logStream}: ${first.join('; ')}`;
}
