/** Every way in which the processor can fail: the errors of its trade, and what kills a whole process. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from './job.ts';

export class UnknownProductError extends Error {
  override readonly name = 'UnknownProductError';
}

export class OutOfStockError extends Error {
  override readonly name = 'OutOfStockError';
}

export class PaymentDeclinedError extends Error {
  override readonly name = 'PaymentDeclinedError';
}

export type Stage = 'price' | 'reserve' | 'charge';

/** Where each failure strikes, and how. */
const failures = {
  'unknown-product': {
    stage: 'price',
    strike: ({ jobId, items }: Job) => {
      throw new UnknownProductError(`${jobId}: the catalogue has no product "${items[0]?.sku ?? ''}".`);
    },
  },
  'out-of-stock': {
    stage: 'reserve',
    strike: ({ jobId, items }: Job) => {
      throw new OutOfStockError(`${jobId}: product "${items[0]?.sku ?? ''}" is out of stock.`);
    },
  },
  'payment-declined': {
    stage: 'charge',
    strike: ({ jobId }: Job) => {
      const cause = new Error('The card has expired.');
      throw new PaymentDeclinedError(`${jobId}: the payment was declined.`, { cause });
    },
  },
  'rejected-promise': {
    stage: 'reserve',
    strike: ({ jobId }: Job) => Promise.reject(new OutOfStockError(`${jobId}: the warehouse does not answer.`)),
  },
  'late-throw': { stage: 'charge', strike: () => {} }, // Strikes after the answer: throwAfterTheAnswer.
  timeout: { stage: 'charge', strike: () => sleep(15 * 60 * 1000) }, // The longest that a function may run.
  'out-of-memory': { stage: 'price', strike: fillMemory },
  exit: { stage: 'reserve', strike: () => process.exit(1) },
} satisfies Record<string, { stage: Stage; strike: (job: Job) => unknown }>;

export type Failure = keyof typeof failures;
export const FAILURES = Object.keys(failures) as readonly Failure[];

/** The failures that happen at random. The others kill the environment, so they are only had by asking. */
const AT_RANDOM = ['unknown-product', 'out-of-stock', 'payment-declined'] as const;

/**
 * Whether and how a job fails, at an error rate from 0 to 1. With a seed the answer depends on seed and job alone, and
 * a job that fails at one rate fails in the same way at every higher rate.
 */
export function decideFailure(jobId: string, errorRate: number, seed: string | undefined): Failure | undefined {
  const dice = seed === undefined ? randomBytes(8) : createHash('sha256').update(`${seed}\n${jobId}`).digest();
  if (dice.readUInt32BE(0) / 2 ** 32 >= errorRate) return undefined;
  return AT_RANDOM[dice.readUInt32BE(4) % AT_RANDOM.length];
}

/** Fails, if this is the stage where the failure belongs. */
export async function strike(failure: Failure, stage: Stage, job: Job): Promise<void> {
  if (failures[failure].stage === stage) await failures[failure].strike(job);
}

/**
 * Throws where nobody waits for it. Node.js ends the process, and Lambda reports an exit although the handler has
 * returned: the runtime lets one turn of the event loop pass before it sends the answer.
 */
export function throwAfterTheAnswer(): void {
  setImmediate(() => {
    throw new Error('Thrown after the answer, where nobody catches it.');
  });
}

/** Buffers lie outside the JavaScript heap, so it is the environment's memory limit that ends this. */
async function fillMemory(): Promise<void> {
  const leak: Buffer[] = [];
  while (leak.length < 128) {
    leak.push(Buffer.alloc(16 * 1024 * 1024, 1)); // Filled, because memory counts only when it is written to.
    await sleep(5);
  }
  throw new Error(`No memory limit ended this process with ${leak.length} buffers of 16 MB.`);
}
