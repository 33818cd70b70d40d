import { asObject } from '../shared/json.ts';
import { FAILURES } from './failures.ts';

export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/**
 * `{"jobId": "order-1", "product": "teapot", "quantity": 2}`, and if wanted `"errorRate": 0.5`, which stands in for the
 * template's, and `"failure": "timeout"`, which asks for one way to fail.
 */
export function parseEvent(event: unknown, defaultErrorRate: number) {
  const { jobId, product, quantity, errorRate = defaultErrorRate, failure: asked, ...rest } = asObject(event);
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) throw invalid(stranger, 'absent: it is no field of a job', rest[stranger]);
  if (typeof jobId !== 'string' || jobId === '') throw invalid('jobId', 'a text that is not empty', jobId);
  if (typeof product !== 'string') throw invalid('product', 'a text', product);
  if (typeof quantity !== 'number' || !(quantity > 0)) throw invalid('quantity', 'a number above 0', quantity);
  if (typeof errorRate !== 'number' || !(errorRate >= 0 && errorRate <= 1)) {
    throw invalid('errorRate', 'a number from 0 to 1', errorRate);
  }
  const failure = FAILURES.find((known) => known === asked);
  if (failure !== asked) throw invalid('failure', `one of ${FAILURES.join(', ')}`, asked);
  return { job: { jobId, product, quantity }, errorRate, failure };
}

function invalid(field: string, rule: string, value: unknown): InvalidEventError {
  return new InvalidEventError(`${field} must be ${rule}; it is ${JSON.stringify(value)}.`);
}
