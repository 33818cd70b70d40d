/** What the error handler does with a delivery, from the log records to the stored reports. */
import { shorten } from '../shared/json.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Deadlines } from './deadlines.ts';
import type { Delivery } from './delivery.ts';
import type { LogReader } from './log-stream.ts';
import { countFailure, countInvalid } from './metrics.ts';
import { buildReport, type Report } from './report.ts';
import { readRequestLogs } from './request-log.ts';
import { type Evidence, readRequestTraces, type TraceReader } from './request-trace.ts';
import { type Bucket, markKind, storeInvalid, storeReport } from './store.ts';

/** The AWS services that the error handler uses, and what it remembers about them. */
export interface Services {
  logs: LogReader;

  traces: TraceReader;

  bucket: Bucket;

  /** When each marker was last found in the bucket, by key. */
  seenMarkers: Map<string, number>;
}

/** Some failures of a delivery could not be reported completely. */
class IncompleteDeliveryError extends AggregateError {
  override readonly name = 'IncompleteDeliveryError';
}

/**
 * Three files of a report are written at once, then the fourth. A client of the AWS SDK opens at
 * most 50 connections.
 */
const REPORTS_AT_ONCE = 16;

/**
 * Stores one report for each failed request in a delivery.
 *
 * A problem with one request does not stop the others. If there was any problem, an error is thrown
 * at the end, so that Lambda retries the delivery. The retry replaces a report only by a more
 * complete one, and a failure is counted when its report is new.
 */
export async function reportFailures(
  delivery: Delivery,
  services: Services,
  config: Config,
  clock: Clock,
  deadlines: Deadlines,
): Promise<Report[]> {
  const [kept] = await Promise.allSettled([keepInvalid(delivery, services.bucket, clock)]);
  const logsRead = await readRequestLogs(delivery, services.logs, clock, deadlines);
  const tracesRead = await readRequestTraces(logsRead.logs, services.traces, clock, deadlines);
  const reported = await settleInBatches(tracesRead.evidence, (evidence) =>
    reportFailure(delivery, evidence, services, config, clock),
  );

  const errors = [logsRead.problem, tracesRead.problem, ...[kept, ...reported].map(reasonOf)];
  const problems = errors.filter((error) => error !== undefined);
  if (problems.length > 0) {
    throw new IncompleteDeliveryError(problems, describe(problems, delivery));
  }
  return reported.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

async function reportFailure(
  delivery: Delivery,
  evidence: Evidence,
  { bucket, seenMarkers }: Services,
  config: Config,
  clock: Clock,
): Promise<Report> {
  const report = buildReport(delivery, evidence, config);
  const isNew = await storeReport(bucket, clock, report, evidence);
  if (isNew) {
    countFailure(report, clock.now());
  }
  await markKind(bucket, clock, seenMarkers, report);
  return report;
}

/** A retry would not help, so invalid parts do not fail the delivery. */
async function keepInvalid(delivery: Delivery, bucket: Bucket, clock: Clock): Promise<void> {
  const { functionName, invalidCount } = delivery;
  if (invalidCount === 0) {
    return;
  }
  const key = await storeInvalid(bucket, clock, delivery);
  console.error({ message: 'Parts of a delivery are invalid', count: invalidCount, object: key });
  countInvalid(functionName, invalidCount, key, clock.now());
}

async function settleInBatches<Item, Result>(
  items: Item[],
  work: (item: Item) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const outcomes: PromiseSettledResult<Result>[] = [];
  for (let start = 0; start < items.length; start += REPORTS_AT_ONCE) {
    const batch = items.slice(start, start + REPORTS_AT_ONCE);
    outcomes.push(...(await Promise.allSettled(batch.map(work))));
  }
  return outcomes;
}

function reasonOf(outcome: PromiseSettledResult<unknown>): unknown {
  return outcome.status === 'rejected' ? outcome.reason : undefined;
}

function describe(problems: unknown[], { logGroup, logStream }: Delivery): string {
  const first = problems.slice(0, 5).map((problem) => shorten(String(problem), 400));
  const count = problems.length === 1 ? 'A problem' : `${problems.length} problems`;
  return `${count} with ${logGroup} ${logStream}: ${first.join('; ')}`;
}
