import { traced } from '../shared/tracing.ts';
import { type Failure, type Stage, strike } from './failures.ts';

/** An order. */
export type Job = { jobId: string; product: string; quantity: number };
export type Receipt = { jobId: string; chargedCents: number };
const PRICE_CENTS = 2450;

/** Prices an order, reserves the goods, charges the customer: a subsegment each. `failure` strikes in a stage of its own. */
export async function runJob(job: Job, failure: Failure | undefined, requestId: string): Promise<Receipt> {
  const stage = <T>(name: Stage, work: () => T): Promise<T> =>
    traced(name, async ({ annotate, addMetadata }) => {
      annotate('request_id', requestId);
      annotate('job_id', job.jobId);
      addMetadata('job', job);
      if (failure !== undefined) await strike(failure, name, job);
      return work();
    });
  const chargedCents = await stage('price', () => job.quantity * PRICE_CENTS);
  await stage('reserve', () => job.quantity);
  return stage('charge', () => ({ jobId: job.jobId, chargedCents }));
}
