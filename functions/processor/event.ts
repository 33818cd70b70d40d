import { isObject } from '../shared/json.ts';
import { FAILURES, type Failure } from './failures.ts';
import type { Job } from './job.ts';

/** `failure` asks for one way to fail; `errorRate` stands in for the template's. */
export interface JobEvent extends Job {
  errorRate?: number;
  failure?: Failure;
}

export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

const FIELDS = ['jobId', 'product', 'quantity', 'errorRate', 'failure'];

/** `{"jobId": "order-1", "product": "teapot", "quantity": 2, "errorRate"?: 0.5, "failure"?: "timeout"}` */
export function parseJobEvent(event: unknown): JobEvent {
  if (!isObject(event)) throw invalid('The event', 'an object', event);
  const { jobId, product, quantity, errorRate, failure } = event;
  const stranger = Object.keys(event).find((field) => !FIELDS.includes(field));

  if (stranger !== undefined) throw invalid('A field', `one of ${FIELDS.join(', ')}`, stranger);
  if (typeof jobId !== 'string' || jobId === '') throw invalid('jobId', 'a text that is not empty', jobId);
  if (typeof product !== 'string') throw invalid('product', 'a text', product);
  if (typeof quantity !== 'number' || !(quantity > 0)) throw invalid('quantity', 'a number above 0', quantity);
  const job = { jobId, product, quantity, ...(errorRate !== undefined && { errorRate: parseErrorRate(errorRate) }) };
  if (failure === undefined) return job;
  const known = FAILURES.find((each) => each === failure);
  if (known === undefined) throw invalid('failure', `one of ${FAILURES.join(', ')}`, failure);
  return { ...job, failure: known };
}

/** The share of jobs that fail. */
export function parseErrorRate(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw invalid('The error rate', 'a number from 0 to 1', value);
}

function invalid(what: string, rule: string, value: unknown): InvalidEventError {
  return new InvalidEventError(`${what} must be ${rule}; it is ${JSON.stringify(value)}.`);
}
