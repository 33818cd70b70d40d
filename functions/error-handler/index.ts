/** The error handler: CloudWatch Logs sends records of failed requests, and each gets a report with its log and trace.
 * What cannot be done is thrown: Lambda tries again, and in the end keeps the delivery in the on-failure queue. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { traced } from '../shared/tracing.ts';
import { connect } from './aws.ts';
import { decodeEnvelope } from './envelope.ts';
import { createRedactor } from './redact.ts';
import { reportFailures } from './report-failures.ts';
import { createStormPolicy } from './storm.ts';

const RESERVE_MS = 15_000; // Kept back from the invocation's time, to store what there is.
const policy = {
  region: variable('AWS_REGION'),
  traceWaitSeconds: Number(variable('TRACE_WAIT_SECONDS')),
  fullReportsPerMinute: Number(variable('FULL_REPORTS_PER_MINUTE')),
  maxLogBytes: Number(variable('MAX_LOG_KILOBYTES')) * 1024,
  redactedKeys: (process.env.REDACTED_KEYS ?? '').split(','),
};
const redact = createRedactor(policy.redactedKeys);
const takeFull = createStormPolicy(policy.fullReportsPerMinute, Date.now);
const ports = { ...connect(variable('REPORT_BUCKET')), policy, redact, takeFull };

export const handler = (event: unknown, context: Context): Promise<{ reports: number }> =>
  traced('report failures', async ({ annotate }) => {
    const delivery = decodeEnvelope(event);
    if (delivery === undefined) return { reports: 0 };
    const waitMs = Math.min(policy.traceWaitSeconds * 1000, context.getRemainingTimeInMillis() - RESERVE_MS);
    const reports = await reportFailures(delivery, ports, { now: Date.now, sleep, deadlineMs: Date.now() + waitMs });
    console.info({ message: 'Reported', requests: reports.map(({ requestId, kind }) => `${requestId} ${kind}`) });
    annotate('reports', reports.length);
    return { reports: reports.length };
  });
function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The variable ${name} is not set. See template.yml.`);
  return value;
}
