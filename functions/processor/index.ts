/**
 * The processor handles an order, and fails at random.
 *
 * For the error reports, it only logs the event and the trace header, and annotates its trace with
 * the request ID. It does not catch errors: Lambda logs them, and the log record triggers the error
 * handler.
 */
import type { Context } from 'aws-lambda';
import { failureOf, readErrorRate } from './failures.ts';
import { parseOrder, processOrder, type Receipt } from './order.ts';

const errorRate = readErrorRate(process.env.ERROR_RATE);

export async function handler(event: unknown, context: Context): Promise<Receipt> {
  // The report shows this event. The header has the ID of the trace, which Lambda may not log.
  console.info({ message: 'Request', event, traceHeader: process.env._X_AMZN_TRACE_ID });

  const order = parseOrder(event);
  return processOrder(order, failureOf(event, errorRate), context.awsRequestId);
}
