import { asObject } from '../shared/json.ts';
import { FAILURES } from './failures.ts';

export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** `{"jobId": "order-1", "product": "teapot", "quantity": 2}`, if wanted with `"errorRate": 0.5`, `"failure": "exit"`. */
export function parseEvent(event: unknown, usualErrorRate: number) {
  const { jobId, product, quantity, errorRate = usualErrorRate, failure: asked } = asObject(event);
  const failure = FAILURES.find((known) => known === asked);
  if (typeof jobId !== 'string' || jobId === '') throw invalid('jobId', 'a text that is not empty', jobId);
  if (typeof product !== 'string') throw invalid('product', 'a text', product);
  if (!isNumber(quantity, 1, 1000)) throw invalid('quantity', 'a number from 1 to 1000', quantity);
  if (!isNumber(errorRate, 0, 1)) throw invalid('errorRate', 'a number from 0 to 1', errorRate);
  if (failure !== asked) throw invalid('failure', `one of ${FAILURES.join(', ')}`, asked);
  return { job: { jobId, product, quantity }, errorRate, failure };
}
const isNumber = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most;
const invalid = (field: string, rule: string, value: unknown): InvalidEventError =>
  new InvalidEventError(`${field} must be ${rule}; it is ${JSON.stringify(value)}.`);
