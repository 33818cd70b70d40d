import { isObject } from '../shared/json.ts';
import { FAILURES, type Failure } from './failures.ts';
import type { Item, Job } from './job.ts';

/** What the processor is sent. `failure` asks for one way to fail; `errorRate` stands in for the template's. */
export interface JobEvent {
  readonly job: Job;
  readonly errorRate?: number;
  readonly failure?: Failure;
}

/** The event is no job. The message says what is wrong, where, and what it was. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** `{"jobId": "order-1", "items": [{"sku", "quantity", "priceCents"}], "errorRate"?: 0.5, "failure"?: "timeout"}` */
export function parseJobEvent(event: unknown): JobEvent {
  if (!isObject(event)) throw invalid('The event', 'an object', event);
  const { jobId, items, errorRate, failure, ...unknown } = event;
  const [stranger] = Object.keys(unknown);

  if (stranger !== undefined)
    throw invalid(stranger, 'left out: jobId, items, errorRate and failure are known', stranger);
  if (typeof jobId !== 'string' || jobId === '') throw invalid('jobId', 'a text that is not empty', jobId);
  if (!Array.isArray(items)) throw invalid('items', 'a list', items);
  if (failure !== undefined && !isFailure(failure)) throw invalid('failure', `one of ${FAILURES.join(', ')}`, failure);
  return {
    job: { jobId, items: items.map(parseItem) },
    ...(errorRate !== undefined && { errorRate: parseErrorRate(errorRate, 'errorRate') }),
    ...(failure !== undefined && { failure }),
  };
}

/** The share of jobs that fail. */
export function parseErrorRate(value: unknown, name: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw invalid(name, 'a number from 0 to 1', value);
}

function parseItem(item: unknown, index: number): Item {
  const { sku, quantity, priceCents } = isObject(item) ? item : {};
  if (typeof sku === 'string' && isCount(quantity) && isCount(priceCents)) return { sku, quantity, priceCents };
  throw invalid(`items[${index}]`, '{sku: a text, quantity and priceCents: whole numbers}', item);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isFailure(value: unknown): value is Failure {
  return FAILURES.some((failure) => failure === value);
}

function invalid(what: string, rule: string, value: unknown): InvalidEventError {
  return new InvalidEventError(`${what} must be ${rule}; it is ${JSON.stringify(value)}.`);
}
