import { traced } from '../shared/tracing.ts';
import { type Failure, type Stage, strike } from './failures.ts';

export interface Item {
  readonly sku: string;
  readonly quantity: number;
  readonly priceCents: number;
}

export interface Job {
  readonly jobId: string;
  readonly items: readonly Item[];
}

export interface Receipt {
  readonly jobId: string;
  readonly reserved: number;
  readonly totalCents: number;
}

/**
 * Prices the order, reserves the goods, charges the customer. Each stage is a subsegment on the trace, where it can be
 * found by the request's and the job's id. With `failure` the job fails, in the stage where that failure belongs.
 */
export async function runJob(job: Job, failure: Failure | undefined, requestId: string): Promise<Receipt> {
  const stage = <T>(name: Stage, work: () => T): Promise<T> =>
    traced(name, async ({ annotate, addMetadata }) => {
      annotate('request_id', requestId);
      annotate('job_id', job.jobId);
      if (failure !== undefined) await strike(failure, name, job);
      const result = work();
      addMetadata('result', result);
      return result;
    });

  const totalCents = await stage('price', () => sum(job.items.map((item) => item.quantity * item.priceCents)));
  const reserved = await stage('reserve', () => sum(job.items.map((item) => item.quantity)));
  return stage('charge', () => ({ jobId: job.jobId, reserved, totalCents }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
