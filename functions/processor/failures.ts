/** Every way in which the processor can fail: the errors of its trade, and what ends a whole process. */
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
  override readonly cause = new Error('The card has expired.'); // A field: Lambda does not log `{ cause }` in options.
}

const failures = {
  'unknown-product': ['price', ({ product }) => fail(new UnknownProductError(`There is no product "${product}".`))],
  'out-of-stock': ['reserve', ({ product }) => fail(new OutOfStockError(`"${product}" is out of stock.`))],
  'payment-declined': ['charge', ({ jobId }) => fail(new PaymentDeclinedError(`${jobId} cannot be paid.`))],
  'rejected-promise': ['reserve', () => Promise.reject(new OutOfStockError('The warehouse does not answer.'))],
  // Ends the process although the handler returns: Lambda's runtime lets a turn of the loop pass before it answers.
  'late-throw': ['charge', () => void setImmediate(fail, new Error('Thrown where nobody catches it.'))],
  timeout: ['charge', () => sleep(15 * 60 * 1000)], // The longest that any function may run.
  'out-of-memory': ['price', fillMemory],
  exit: ['reserve', () => process.exit(1)],
} satisfies Record<string, [Stage, (job: Job) => unknown]>;
export type Stage = 'price' | 'reserve' | 'charge';
export type Failure = keyof typeof failures;
export const FAILURES = Object.keys(failures) as Failure[];
/** What happens at random. The others end the environment, and so happen only when asked for. */
const AT_RANDOM: Failure[] = ['unknown-product', 'out-of-stock', 'payment-declined'];

/** Whether and how a job fails: at random, or by seed and job alone; and if at one error rate, so at every higher one. */
export function decideFailure(jobId: string, errorRate: number, seed: string): Failure | undefined {
  const dice = seed === '' ? randomBytes(8) : createHash('sha256').update(`${seed}\n${jobId}`).digest();
  const isFailing = dice.readUInt32BE(0) / 2 ** 32 < errorRate;
  return isFailing ? AT_RANDOM[dice.readUInt32BE(4) % AT_RANDOM.length] : undefined;
}

/** Fails, if this is the stage where the failure strikes. */
export async function strike(failure: Failure, stage: Stage, job: Job): Promise<void> {
  const [itsStage, happen] = failures[failure];
  if (stage === itsStage) await happen(job);
}
function fail(error: Error): never {
  throw error;
}
/** With Buffers, which lie outside the JavaScript heap; filled, because memory counts only once it is written to. */
async function fillMemory(): Promise<never> {
  const leak: Buffer[] = [];
  for (; leak.length < 128; await sleep(5)) leak.push(Buffer.alloc(16 * 1024 * 1024, 1));
  return fail(new Error(`Nothing ended this process with ${leak.length} buffers of 16 MB.`));
}
