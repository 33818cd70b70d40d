/**
 * The processor handles an order, and fails at random.
 *
 * It does nothing for error reporting except that it logs the event and the trace header. Errors
 * are not caught: Lambda logs them, and that log record triggers the error handler.
 */
import type { Context } from 'aws-lambda';
import { failureOf } from './failures.ts';
import { parseOrder, processOrder, type Receipt } from './order.ts';

export async function handler(event: unknown, context: Context): Promise<Receipt> {
  // The error handler finds the order and the trace of a failed request in this record.
  console.info({ message: 'Request', event, traceHeader: process.env._X_AMZN_TRACE_ID });

  const order = parseOrder(event);
  const failure = failureOf(event, Number(process.env.ERROR_RATE));
  return processOrder(order, failure, context.awsRequestId);
}
