import { availableParallelism } from 'node:os';
import { messageOf } from '../../aws/error.ts';
import { BoundedHistory } from '../../base/bounded-history.ts';
import { ownBytes } from '../../base/own-bytes.ts';
import { type AcceptOptions, AsyncEvent } from './async-event.ts';
import type { AsyncInvocation, FailedDestination, InvocationEvent, LambdaOptions } from './contract.ts';
import { EnvironmentStopped } from './environment.ts';
import type { LambdaFunction } from './function.ts';
import { Semaphore } from './semaphore.ts';

/** How many events of one function run at a time. Lambda scales out, too, but this machine has few processors. */
const CONCURRENCY = Math.max(4, 2 * availableParallelism());
const DEFAULT_RESULT_BYTES = 8 * 1024 * 1024;
/** The memory for the record of an invocation, without its texts. */
const RECORD_BYTES = 500;

/** Lambda's queue of asynchronous invocations. */
export class AsyncQueue {
  readonly #options: LambdaOptions;
  readonly #onAttempt: (event: InvocationEvent) => void;
  /** The unfinished events by their numbers, which count all events. Only these hold a payload. */
  readonly #unfinished = new Map<number, AsyncEvent>();
  readonly #finished: BoundedHistory<{ readonly number: number; readonly state: AsyncInvocation }>;
  readonly #failedDestinations: BoundedHistory<FailedDestination>;
  readonly #slots = new Map<LambdaFunction, Semaphore>();
  readonly #stopping = new AbortController();
  readonly #work = new Set<Promise<void>>();
  #nextNumber = 0;

  constructor(options: LambdaOptions, onAttempt: (event: InvocationEvent) => void) {
    this.#options = options;
    this.#onAttempt = onAttempt;
    const bytes = options.maxResultBytes ?? DEFAULT_RESULT_BYTES;
    this.#finished = new BoundedHistory(bytes);
    this.#failedDestinations = new BoundedHistory(bytes);
  }

  /** Accepts an event and returns its request ID. */
  accept(fn: LambdaFunction, payload: Buffer, options: AcceptOptions): string {
    const slots = this.#slots.get(fn) ?? new Semaphore(CONCURRENCY);
    this.#slots.set(fn, slots);
    const event = new AsyncEvent(fn, ownBytes(payload), options, {
      lambda: this.#options,
      onAttempt: this.#onAttempt,
      stopping: this.#stopping.signal,
      slots,
    });
    const number = this.#nextNumber++;
    this.#unfinished.set(number, event);
    const finish = this.#options.pending.begin(
      `asynchronous invocation ${event.requestId} of ${fn.definition.functionName}`,
    );
    const work = this.#process(number, event).finally(() => {
      finish();
      this.#work.delete(work);
    });
    this.#work.add(work);
    return event.requestId;
  }

  /** Oldest first. */
  list(): AsyncInvocation[] {
    const unfinished = Array.from(this.#unfinished, ([number, { state }]) => ({ number, state }));
    const all = [...this.#finished.entries(), ...unfinished];
    return all.sort((a, b) => a.number - b.number).map(({ state }) => state);
  }

  /** How many finished invocations are no longer listed. */
  get droppedCount(): number {
    return this.#finished.dropped;
  }

  failedDestinations(): readonly FailedDestination[] {
    return this.#failedDestinations.entries();
  }

  /** Cancels every wait and every attempt that has not begun. Attempts in progress end with their environments. */
  cancel(): void {
    this.#stopping.abort();
  }

  /** Resolves when no event is being processed. */
  async idle(): Promise<void> {
    await Promise.all(this.#work);
  }

  async #process(number: number, event: AsyncEvent): Promise<void> {
    try {
      await event.process();
    } catch (error) {
      // The stack has stopped. The event stays pending.
      if (this.#stopping.signal.aborted || error instanceof EnvironmentStopped) return;
      // Nobody awaits this work, so an error that is thrown here would end the process.
      process.emitWarning(
        `The asynchronous invocation ${event.requestId} is lost: ${messageOf(error)}`,
        'LambdaWarning',
      );
      event.fail(error);
    }
    this.#unfinished.delete(number);
    const { state } = event;
    this.#finished.add({ number, state }, recordBytes(state));
    for (const failed of event.failedDestinations) this.#report(failed);
  }

  #report(failed: FailedDestination): void {
    this.#failedDestinations.add(failed, RECORD_BYTES + 2 * failed.reason.length);
    process.emitWarning(
      `The record of ${failed.functionName}, request ${failed.requestId}, did not reach ${failed.destinationArn} and is lost: ${failed.reason}`,
      'LambdaDestinationWarning',
    );
  }
}

function recordBytes({ errorMessage = '', destinationError = '' }: AsyncInvocation): number {
  return RECORD_BYTES + 2 * (errorMessage.length + destinationError.length);
}
