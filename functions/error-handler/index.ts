/**
 * The error handler: CloudWatch Logs sends the records that tell of failed requests; of each, a report is stored with
 * the request's whole log and its trace. What cannot be done is thrown: Lambda tries again, and keeps the delivery in
 * the on-failure queue when that does not help.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { traced } from '../shared/tracing.ts';
import { bucket, cloudWatchLogs, xRay } from './aws.ts';
import { decodeEnvelope } from './envelope.ts';
import { reportFailures } from './report-failures.ts';

/** Kept back from the invocation's time, to store what is there when the waiting ends. */
const RESERVE_MS = 15_000;

const waitMs = seconds('TRACE_WAIT_SECONDS') * 1000;
const clock = { now: () => Date.now(), sleep };
const ports = { logs: cloudWatchLogs(), xray: xRay(), objects: bucket(variable('REPORT_BUCKET')) };

export const handler = (event: unknown, context: Context): Promise<{ reports: number }> =>
  traced('report failures', async ({ annotate }) => {
    const batch = decodeEnvelope(event);
    if (batch === undefined) return { reports: 0 };

    const atMs = Date.now() + Math.min(waitMs, context.getRemainingTimeInMillis() - RESERVE_MS);
    const reports = await reportFailures(batch, ports, { clock, atMs });
    for (const { requestId, kind, log, trace } of reports) {
      console.info({ message: 'Reported', reported: requestId, kind, log: log.outcome, trace: trace.outcome });
    }
    annotate('reports', reports.length);
    return { reports: reports.length };
  });

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The variable ${name} is not set.`);
  return value;
}

function seconds(name: string): number {
  const value = Number(variable(name));
  if (!Number.isFinite(value) || value < 0)
    throw new Error(`${name} must be a number of seconds; it is ${variable(name)}.`);
  return value;
}
