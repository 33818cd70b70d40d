/**
 * The error handler stores a report for each failed request of a function. CloudWatch Logs invokes
 * it with the log records that indicate failures.
 *
 * If a request can't be reported completely, the handler stores what it has and throws. Lambda
 * retries twice, and then sends the event to the on-failure queue.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { traced } from '../shared/tracing.ts';
import { connect } from './aws.ts';
import type { Clock } from './clock.ts';
import { readConfig } from './config.ts';
import { deadlinesFor } from './deadlines.ts';
import { decodeDelivery } from './delivery.ts';
import { reportFailures } from './report-failures.ts';

const config = readConfig(process.env);

const clock: Clock = { now: Date.now, sleep };

const services = connect(config.reportBucket, clock);

/** @param event https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html */
export async function handler(event: unknown, context: Context): Promise<{ reports: number }> {
  return traced('report failures', async (subsegment) => {
    const delivery = decodeDelivery(event);
    if (delivery === undefined) {
      return { reports: 0 };
    }

    const remainingMs = context.getRemainingTimeInMillis();
    const deadlines = deadlinesFor(delivery, clock.now(), remainingMs, config.traceWaitMs);
    const reports = await reportFailures(delivery, services, config, clock, deadlines);

    console.info({ message: 'Stored reports', folders: reports.map(({ keys }) => keys.folder) });
    subsegment.annotate('reports', reports.length);
    return { reports: reports.length };
  });
}
