/** The processor: an order goes through three stages, and is done or fails. What a stage throws is left to Lambda, which
 * logs it: that is all a function has to do to be reported by the error handler. */
import type { Context } from 'aws-lambda';
import { parseEvent } from './event.ts';
import { decideFailure } from './failures.ts';
import { type Receipt, runJob } from './job.ts';

const { ERROR_RATE = '0', FAILURE_SEED = '' } = process.env;
export const handler = async (event: unknown, context: Context): Promise<Receipt> => {
  // The error handler finds the request's trace by this header. There is none under `sam local invoke`.
  console.info({ message: 'Request', traceHeader: process.env._X_AMZN_TRACE_ID });
  const { job, errorRate, failure: asked } = parseEvent(event, Number(ERROR_RATE));
  const failure = asked ?? decideFailure(job.jobId, errorRate, FAILURE_SEED);
  return runJob(job, failure, context.awsRequestId);
};
