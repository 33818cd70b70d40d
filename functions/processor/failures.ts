/** Every way in which the processor can fail: the errors of its trade, and what kills a whole process. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from './job.ts';

class UnknownProductError extends Error {
  override readonly name = 'UnknownProductError';
}

class OutOfStockError extends Error {
  override readonly name = 'OutOfStockError';
}

class PaymentDeclinedError extends Error {
  override readonly name = 'PaymentDeclinedError';
}

export type Stage = 'price' | 'reserve' | 'charge';

/** Every way to fail, and the stage where it strikes. */
const failures = {
  'unknown-product': ['price', unknownProduct],
  'out-of-stock': ['reserve', outOfStock],
  'payment-declined': ['charge', declinePayment],
  'rejected-promise': ['reserve', async (job: Job) => outOfStock(job)],
  'late-throw': ['charge', () => {}], // After the answer: throwAfterTheAnswer.
  timeout: ['charge', () => sleep(15 * 60 * 1000)], // The longest that any function may run.
  'out-of-memory': ['price', fillMemory],
  exit: ['reserve', () => process.exit(1)],
} as const satisfies Record<string, [Stage, (job: Job) => unknown]>;

export type Failure = keyof typeof failures;
export const FAILURES = Object.keys(failures) as readonly Failure[];

/** The failures that happen at random. The others kill the environment, so they are only had by asking. */
const AT_RANDOM = ['unknown-product', 'out-of-stock', 'payment-declined'] as const;

/**
 * Whether and how a job fails, at an error rate from 0 to 1. With a seed, that depends on seed and job alone, and a job
 * that fails at one rate fails in the same way at every higher rate. Without one (''), it is random.
 */
export function decideFailure(jobId: string, errorRate: number, seed: string): Failure | undefined {
  const dice = seed === '' ? randomBytes(8) : createHash('sha256').update(`${seed}\n${jobId}`).digest();
  if (dice.readUInt32BE(0) / 2 ** 32 >= errorRate) return undefined;
  return AT_RANDOM[dice.readUInt32BE(4) % AT_RANDOM.length];
}

/** Fails, if this is the stage where the failure strikes. */
export async function strike(failure: Failure, stage: Stage, job: Job): Promise<void> {
  const [itsStage, fail] = failures[failure];
  if (stage === itsStage) await fail(job);
}

/**
 * Throws where nobody catches it, so that Node.js ends the process. Lambda then reports an exit although the handler has
 * returned: before it sends the answer, the runtime lets one turn of the event loop pass.
 */
export function throwAfterTheAnswer(): void {
  setImmediate(() => {
    throw new Error('Thrown after the answer, where nobody catches it.');
  });
}

function unknownProduct({ product }: Job): void {
  throw new UnknownProductError(`There is no product "${product}".`);
}

function outOfStock({ product, quantity }: Job): void {
  throw new OutOfStockError(`${quantity} of "${product}" are not in stock.`);
}

function declinePayment({ jobId }: Job): void {
  throw new PaymentDeclinedError(`${jobId} cannot be paid.`, { cause: new Error('The card has expired.') });
}

/** With Buffers, which lie outside the JavaScript heap: it is the environment's memory that runs out. */
async function fillMemory(): Promise<void> {
  const leak: Buffer[] = [];
  while (leak.length < 128) {
    leak.push(Buffer.alloc(16 * 1024 * 1024, 1)); // Filled: memory counts only when it is written to.
    await sleep(5);
  }
  throw new Error(`Nothing ended this process with ${leak.length} buffers of 16 MB.`);
}
