/** Every way in which the processor can fail: business errors, and errors that end the process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { asObject } from '../shared/json.ts';

/**
 * The failures, and the stage of an order in which each happens. An event can ask for one, for
 * example with `"failure": "timeout"`.
 */
const STAGES = {
  'unknown-product': 'price',
  'out-of-memory': 'price',
  'out-of-stock': 'reserve',
  'rejected-promise': 'reserve',
  exit: 'reserve',
  'payment-declined': 'charge',
  'late-throw': 'charge',
  timeout: 'charge',
} as const;

export type Failure = keyof typeof STAGES;

type Stage = (typeof STAGES)[Failure];

export const FAILURES = Object.keys(STAGES) as Failure[];

/** These end a request, but not the execution environment, so they can happen at random. */
const RANDOM_FAILURES: Failure[] = ['unknown-product', 'out-of-stock', 'payment-declined'];

const FIFTEEN_MINUTES_MS = 15 * 60 * 1000;

export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';

  constructor(field: string, rule: string, value: unknown) {
    super(`${field} must be ${rule}, but was ${JSON.stringify(value)}.`);
  }
}

class UnknownProductError extends Error {
  override readonly name = 'UnknownProductError';
}

class OutOfStockError extends Error {
  override readonly name = 'OutOfStockError';
}

class PaymentDeclinedError extends Error {
  override readonly name = 'PaymentDeclinedError';
  // Lambda logs the enumerable properties of an error. A class field is enumerable. A cause that is
  // passed to super() is not.
  override readonly cause = new Error('The card has expired.');
}

/**
 * Decides whether this order fails, and how: as the event asks (`failure`), or at random with the
 * event's `errorRate`, or else with the function's.
 */
export function failureOf(event: unknown, defaultErrorRate: number): Failure | undefined {
  const { failure, errorRate = defaultErrorRate } = asObject(event);

  if (failure !== undefined) {
    const known = FAILURES.find((each) => each === failure);
    if (known === undefined) {
      throw new InvalidEventError('failure', `one of ${FAILURES.join(', ')}`, failure);
    }
    return known;
  }
  if (!isErrorRate(errorRate)) {
    throw new InvalidEventError('errorRate', 'a number from 0 to 1', errorRate);
  }
  if (Math.random() < errorRate) {
    return RANDOM_FAILURES[Math.floor(Math.random() * RANDOM_FAILURES.length)];
  }
  return undefined;
}

/** Reads the environment variable ERROR_RATE. template.yml sets it. */
export function readErrorRate(variable: string | undefined): number {
  const errorRate = Number.parseFloat(variable ?? '');
  if (!isErrorRate(errorRate)) {
    throw new Error(`ERROR_RATE must be a number from 0 to 1, but was "${variable}".`);
  }
  return errorRate;
}

function isErrorRate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

/** Fails if `failure` belongs to this stage. */
export async function simulateFailure(
  failure: Failure | undefined,
  stage: Stage,
  order: { orderId: string; product: string },
): Promise<void> {
  if (failure === undefined || STAGES[failure] !== stage) {
    return;
  }
  switch (failure) {
    case 'unknown-product':
      throw new UnknownProductError(`There is no product "${order.product}".`);
    case 'out-of-memory':
      return fillMemory();
    case 'out-of-stock':
      throw new OutOfStockError(`"${order.product}" is out of stock.`);
    case 'rejected-promise':
      return Promise.reject(new OutOfStockError('The warehouse does not answer.'));
    case 'exit':
      return process.exit(1);
    case 'payment-declined':
      throw new PaymentDeclinedError(`Payment declined for ${order.orderId}.`);
    case 'late-throw':
      return throwLater();
    case 'timeout':
      // Longer than any function may run.
      return sleep(FIFTEEN_MINUTES_MS);
  }
}

/** Throws outside of the handler's promise, so that Node.js ends the process. */
function throwLater(): void {
  setImmediate(() => {
    throw new Error('This error was thrown where nobody can catch it.');
  });
}

/**
 * Buffers are outside the JavaScript heap. They are filled, because unused memory does not count.
 */
async function fillMemory(): Promise<never> {
  const buffers: Buffer[] = [];
  while (buffers.length < 32) {
    buffers.push(Buffer.alloc(64 * 1024 * 1024, 1));
    await sleep(5);
  }
  throw new Error(`The process still runs with ${buffers.length} buffers of 64 MB.`);
}
