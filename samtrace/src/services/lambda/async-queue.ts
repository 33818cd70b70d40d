import { availableParallelism } from 'node:os';
import { messageOf } from '../../aws/error.ts';
import { BoundedHistory } from '../../base/bounded-history.ts';
import { Fifo } from '../../base/fifo.ts';
import { type AcceptedEvent, type AcceptOptions, AsyncEvent, acceptEvent, pendingState } from './async-event.ts';
import type { AsyncInvocation, FailedDestination, InvocationEvent, LambdaOptions } from './contract.ts';
import { EnvironmentStopped } from './environment.ts';
import type { LambdaFunction } from './function.ts';
import { Semaphore } from './semaphore.ts';

/** How many events of one function run at a time. Lambda scales out, too, but this machine has few processors. */
const CONCURRENCY = Math.max(4, 2 * availableParallelism());
const DEFAULT_RESULT_BYTES = 8 * 1024 * 1024;
/** The memory for the record of an invocation, without its texts. */
const RECORD_BYTES = 500;

/**
 * How many events of one function are between their acceptance and the end of their first attempt in {@link AsyncEvent}s.
 * The others wait in their accepted form, which needs less than a third of the memory.
 */
const BEGUN = 2 * CONCURRENCY;

/** An event with its number, which counts all events. */
interface Waiting {
  readonly number: number;
  readonly accepted: AcceptedEvent;
  /** The event is no longer pending. */
  readonly finish: () => void;
}

/** The events of one function. */
interface Line {
  readonly slots: Semaphore;
  readonly waiting: Fifo<Waiting>;
  /** Events whose first attempt is not over. */
  begun: number;
}

/** Lambda's queue of asynchronous invocations. */
export class AsyncQueue {
  readonly #options: LambdaOptions;
  readonly #onAttempt: (event: InvocationEvent) => void;
  readonly #lines = new Map<LambdaFunction, Line>();
  /** The events that have begun, by their numbers. */
  readonly #begun = new Map<number, AsyncEvent>();
  readonly #finished: BoundedHistory<{ readonly number: number; readonly state: AsyncInvocation }>;
  readonly #failedDestinations: BoundedHistory<FailedDestination>;
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
    const line = this.#lines.get(fn) ?? { slots: new Semaphore(CONCURRENCY), waiting: new Fifo<Waiting>(), begun: 0 };
    this.#lines.set(fn, line);
    const accepted = acceptEvent(fn, payload, options, this.#options.recordSegment);
    const { requestId } = accepted;
    const finish = this.#options.pending.begin(`asynchronous invocation ${requestId} of ${fn.definition.functionName}`);
    line.waiting.push({ number: this.#nextNumber++, accepted, finish });
    this.#beginNext(line);
    return requestId;
  }

  /** Oldest first. */
  list(): AsyncInvocation[] {
    const begun = Array.from(this.#begun, ([number, { state }]) => ({ number, state }));
    const waiting = [...this.#lines.values()].flatMap((line) =>
      line.waiting.items().map(({ number, accepted }) => ({ number, state: pendingState(accepted) })),
    );
    const all = [...this.#finished.entries(), ...begun, ...waiting];
    return all.sort((a, b) => a.number - b.number).map(({ state }) => state);
  }

  /** The number of finished invocations that were removed from the list. */
  get droppedCount(): number {
    return this.#finished.dropped;
  }

  get droppedFailureCount(): number {
    return this.#failedDestinations.dropped;
  }

  failedDestinations(): readonly FailedDestination[] {
    return this.#failedDestinations.entries();
  }

  /** Cancels every wait and every attempt that has not begun. Attempts in progress end with their environments. */
  cancel(): void {
    this.#stopping.abort();
    // Events that have not begun stay pending.
    for (const { waiting } of this.#lines.values()) for (const { finish } of waiting.items()) finish();
  }

  /** Resolves when no event is being processed. */
  async idle(): Promise<void> {
    await Promise.all(this.#work);
  }

  #beginNext(line: Line): void {
    if (this.#stopping.signal.aborted || line.begun >= BEGUN) return;
    const next = line.waiting.shift();
    if (next === undefined) return;
    line.begun += 1;
    let isFirst = true;
    const firstIsOver = () => {
      if (!isFirst) return;
      isFirst = false;
      line.begun -= 1;
      this.#beginNext(line);
    };
    const event = new AsyncEvent(next.accepted, {
      lambda: this.#options,
      onAttempt: (attempt) => {
        firstIsOver();
        this.#onAttempt(attempt);
      },
      stopping: this.#stopping.signal,
      slots: line.slots,
    });
    this.#begun.set(next.number, event);
    const work = this.#process(next.number, event).finally(() => {
      next.finish();
      this.#work.delete(work);
      firstIsOver();
    });
    this.#work.add(work);
  }

  async #process(number: number, event: AsyncEvent): Promise<void> {
    try {
      await event.process();
    } catch (error) {
      // The stack has stopped. The event stays pending.
      if (this.#stopping.signal.aborted || error instanceof EnvironmentStopped) return;
      // This work is not awaited, so an error that is thrown here would end the process.
      process.emitWarning(
        `The asynchronous invocation ${event.requestId} is lost: ${messageOf(error)}`,
        'LambdaWarning',
      );
      event.fail(error);
    }
    this.#begun.delete(number);
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
