import { availableParallelism } from 'node:os';
import { AsyncEvent } from './async-event.ts';
import type { AsyncInvocation, InvocationEvent, LambdaOptions } from './contract.ts';
import { EnvironmentStopped } from './environment.ts';
import type { LambdaFunction } from './function.ts';
import { Semaphore } from './semaphore.ts';

/** Events of one function at work at a time. Lambda, too, scales out step by step; here it must not drown the machine. */
const CONCURRENCY = Math.max(4, 2 * availableParallelism());

/** Lambda's queue of asynchronous invocations. */
export class AsyncQueue {
  readonly #options: LambdaOptions;
  readonly #onAttempt: (event: InvocationEvent) => void;
  readonly #events: AsyncEvent[] = [];
  readonly #slots = new Map<LambdaFunction, Semaphore>();
  readonly #stopping = new AbortController();
  readonly #work = new Set<Promise<void>>();

  constructor(options: LambdaOptions, onAttempt: (event: InvocationEvent) => void) {
    this.#options = options;
    this.#onAttempt = onAttempt;
  }

  /** Takes an event in and returns its request id. */
  accept(fn: LambdaFunction, payload: Buffer, traceHeader: string | undefined): string {
    const slots = this.#slots.get(fn) ?? new Semaphore(CONCURRENCY);
    this.#slots.set(fn, slots);
    const event = new AsyncEvent(fn, payload, traceHeader, {
      lambda: this.#options,
      onAttempt: this.#onAttempt,
      stopping: this.#stopping.signal,
      slots,
    });
    this.#events.push(event);
    const finish = this.#options.pending.begin(
      `asynchronous invocation ${event.requestId} of ${fn.definition.functionName}`,
    );
    const work = this.#process(event).finally(() => {
      finish();
      this.#work.delete(work);
    });
    this.#work.add(work);
    return event.requestId;
  }

  list(): AsyncInvocation[] {
    return this.#events.map(({ state }) => state);
  }

  /** Cancels every wait and every attempt that has not begun; those in flight end with their environments. */
  cancel(): void {
    this.#stopping.abort();
  }

  /** Resolves when nothing is at work any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#work);
  }

  async #process(event: AsyncEvent): Promise<void> {
    try {
      await event.process();
    } catch (error) {
      // The stack has stopped meanwhile; the event stays pending for ever.
      if (!this.#stopping.signal.aborted && !(error instanceof EnvironmentStopped)) throw error;
    }
  }
}
