/**
 * The processor: an order arrives, goes through three stages, and is done or fails. An error that a stage throws is left
 * to Lambda, which logs it; that is all a function has to do to be reported by the error handler.
 */
import type { Context } from 'aws-lambda';
import { parseErrorRate, parseJobEvent } from './event.ts';
import { decideFailure, throwAfterTheAnswer } from './failures.ts';
import { type Receipt, runJob } from './job.ts';

const templateErrorRate = parseErrorRate(Number(process.env.ERROR_RATE ?? 0), 'ERROR_RATE');
const seed = process.env.FAILURE_SEED || undefined;

export const handler = async (event: unknown, context: Context): Promise<Receipt> => {
  // The error handler finds the request's trace by this header. There is none under `sam local invoke`.
  console.info({ message: 'Request', traceHeader: process.env._X_AMZN_TRACE_ID });

  const { job, errorRate = templateErrorRate, failure: asked } = parseJobEvent(event);
  const failure = asked ?? decideFailure(job.jobId, errorRate, seed);
  const receipt = await runJob(job, failure, context.awsRequestId);
  if (failure === 'late-throw') throwAfterTheAnswer();
  return receipt;
};
