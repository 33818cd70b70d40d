import { setTimeout as delay } from 'node:timers/promises';
import { functionArn } from '../../aws/arn.ts';
import { AwsError, messageOf } from '../../aws/error.ts';
import { newSegmentId } from '../../aws/trace-header.ts';
import { ownBytes } from '../../base/own-bytes.ts';
import { AsyncTrace } from './async-trace.ts';
import { preciseNowMs } from './clock.ts';
import type {
  AsyncInvocation,
  DestinationDelivery,
  FailedDestination,
  InvocationEvent,
  InvokeOptions,
  LambdaOptions,
} from './contract.ts';
import { deadLetterAttributes, deadLetterReason } from './dead-letter.ts';
import { destinationBody, type FinishedInvocation } from './destination-record.ts';
import type { Outcome } from './environment-run.ts';
import { parseError } from './error-cause.ts';
import type { Span } from './event-run.ts';
import type { LambdaFunction } from './function.ts';
import { newRequestId } from './request-id.ts';
import type { Semaphore } from './semaphore.ts';

/** The waits before the second and the third attempt. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_WAITS_MS = [60_000, 120_000];
/** The waits while the function is throttled or cannot be started. The scale shortens them, but not below `least`, because a running invocation needs time. */
const THROTTLE_WAIT_MS = { first: 1_000, longest: 300_000, least: 10 };

export interface AsyncEventOptions {
  readonly lambda: LambdaOptions;
  /** Called after each attempt. */
  readonly onAttempt: (event: InvocationEvent) => void;
  /** Aborts when the stack stops. */
  readonly stopping: AbortSignal;
  /** Shared by the events of one function. */
  readonly slots: Semaphore;
}

/** The caller's trace header, and the version or alias that it invoked. */
export type AcceptOptions = Pick<InvokeOptions, 'traceHeader' | 'qualifier'>;

/** An event that has been accepted. Very many may wait for their first attempt, so it is small. */
export interface AcceptedEvent {
  readonly requestId: string;
  readonly fn: LambdaFunction;
  readonly payload: Buffer;
  readonly qualifier: string | undefined;
  /** Decided when the event arrives. */
  readonly trace: AsyncTrace;
}

export function acceptEvent(
  fn: LambdaFunction,
  payload: Buffer,
  { qualifier, traceHeader }: AcceptOptions,
  recordSegment: LambdaOptions['recordSegment'],
): AcceptedEvent {
  const requestId = newRequestId();
  // A copy, because the payload may be part of a larger buffer, which could not be released.
  return {
    requestId,
    fn,
    payload: ownBytes(payload),
    qualifier,
    trace: new AsyncTrace(fn, requestId, traceHeader, recordSegment),
  };
}

/** The state of an event before its first attempt. */
export function pendingState({ requestId, fn }: AcceptedEvent): AsyncInvocation {
  return { requestId, functionName: fn.definition.functionName, attempts: 0, status: 'pending' };
}

/** One asynchronous invocation from its first attempt to its end. All attempts have one request ID and one trace. */
export class AsyncEvent {
  readonly requestId: string;
  readonly #fn: LambdaFunction;
  readonly #qualifier: string | undefined;
  readonly #payload: Buffer;
  readonly #options: AsyncEventOptions;
  readonly #trace: AsyncTrace;
  /** The time by which the scale shortened the waits. It counts for the event's age, which is in AWS's seconds. */
  #skippedMs = 0;
  #state: AsyncInvocation;
  readonly #failedDestinations: FailedDestination[] = [];

  constructor(accepted: AcceptedEvent, options: AsyncEventOptions) {
    this.requestId = accepted.requestId;
    this.#fn = accepted.fn;
    this.#qualifier = accepted.qualifier;
    this.#payload = accepted.payload;
    this.#trace = accepted.trace;
    this.#options = options;
    this.#state = pendingState(accepted);
  }

  get state(): AsyncInvocation {
    return this.#state;
  }

  /** The destinations that did not accept the record of the invocation, or its event. */
  get failedDestinations(): readonly FailedDestination[] {
    return this.#failedDestinations;
  }

  /** Attempts until one succeeds or the function's configuration allows no more. Rejects if the stack stops. */
  async process(): Promise<void> {
    const { reservedConcurrency, eventInvoke } = this.#fn.definition;
    const { maximumRetryAttempts, maximumEventAgeSeconds } = eventInvoke;
    if (reservedConcurrency === 0) return this.#giveUp('ZeroReservedConcurrency', undefined);
    let throttleWaitMs = THROTTLE_WAIT_MS.first;
    let failed: Outcome | undefined;
    for (;;) {
      const ageMs = preciseNowMs() - this.#trace.acceptedMs + this.#skippedMs;
      if (ageMs > maximumEventAgeSeconds * 1000) return this.#giveUp('EventAgeExceeded', failed);
      try {
        const outcome = await this.#attempt();
        if (outcome.functionError === undefined) return this.#succeed(outcome);
        failed = outcome;
      } catch (error) {
        if (!isTemporary(error)) throw error;
        await this.#sleep(Math.max(this.#scaled(throttleWaitMs), THROTTLE_WAIT_MS.least));
        throttleWaitMs = Math.min(throttleWaitMs * 2, THROTTLE_WAIT_MS.longest);
        continue;
      }
      if (this.#state.attempts > maximumRetryAttempts) return this.#giveUp('RetriesExhausted', failed);
      await this.#wait(RETRY_WAITS_MS[this.#state.attempts - 1] ?? 0);
    }
  }

  /** Ends the event with an error of the local Lambda. */
  fail(error: unknown): void {
    this.#update({ status: 'error', errorType: 'ServiceException', errorMessage: messageOf(error) });
  }

  async #attempt(): Promise<Outcome> {
    const { requestId } = this;
    const attemptId = newSegmentId();
    const release = await this.#options.slots.acquire();
    const startMs = preciseNowMs();
    try {
      this.#options.stopping.throwIfAborted();
      const qualified = this.#qualifier === undefined ? {} : { qualifier: this.#qualifier };
      const { plan } = this.#trace;
      const request = { requestId, payload: this.#payload, plan, parentId: attemptId, options: qualified };
      const outcome = await this.#fn.attempt(request);
      this.#finishAttempt(outcome, attemptId, { startMs, endMs: preciseNowMs() });
      return outcome;
    } finally {
      release();
    }
  }

  #finishAttempt(outcome: Outcome, attemptId: string, span: Span): void {
    const attempt = this.#state.attempts + 1;
    const failed = outcome.functionError !== undefined;
    const why = failed ? parseError(outcome.payload) : {};
    this.#trace.recordAttempt(attemptId, attempt, span, failed);
    this.#update({ attempts: attempt, ...why });
    this.#options.onAttempt({
      functionName: this.#state.functionName,
      requestId: this.requestId,
      type: 'async',
      attempt,
      status: failed ? 'error' : 'ok',
      ...why,
      durationMs: outcome.endMs - outcome.startMs,
      coldStart: outcome.coldStart,
    });
  }

  async #succeed(outcome: Outcome): Promise<void> {
    const { onSuccessArn } = this.#fn.definition.eventInvoke;
    if (onSuccessArn !== undefined) await this.#sendRecord(onSuccessArn, 'Success', outcome);
    this.#update({ status: 'ok' });
  }

  async #giveUp(condition: FinishedInvocation['condition'], last: Outcome | undefined): Promise<void> {
    const { eventInvoke, deadLetterArn } = this.#fn.definition;
    const { onFailureArn } = eventInvoke;
    if (this.#state.attempts === 0) this.#trace.recordWait();
    if (onFailureArn !== undefined) await this.#sendRecord(onFailureArn, condition, last);
    if (deadLetterArn !== undefined) await this.#sendDeadLetter(deadLetterArn);
    this.#update({ status: 'error' });
  }

  async #sendRecord(
    destinationArn: string,
    condition: FinishedInvocation['condition'],
    last: Outcome | undefined,
  ): Promise<void> {
    const invocation: FinishedInvocation = {
      requestId: this.requestId,
      functionArn: this.#fn.qualifiedArn(this.#qualifier),
      executedVersion: this.#fn.definition.version,
      condition,
      attempts: this.#state.attempts,
      requestPayload: this.#payload,
      ...(last && { responsePayload: last.payload }),
    };
    await this.#send({ destinationArn, body: destinationBody(destinationArn, invocation, Date.now()) });
  }

  /** The body is the unchanged event. */
  async #sendDeadLetter(destinationArn: string): Promise<void> {
    const attributes = deadLetterAttributes(this.requestId, deadLetterReason(this.#state));
    await this.#send({ destinationArn, body: this.#payload.toString('utf8') || '{}', attributes });
  }

  async #send(delivery: Pick<DestinationDelivery, 'destinationArn' | 'body' | 'attributes'>): Promise<void> {
    const traceHeader = this.#trace.destinationHeader;
    try {
      await this.#options.lambda.sendToDestination({ ...delivery, traceHeader, functionArn: this.#functionArn });
    } catch (error) {
      const { destinationArn } = delivery;
      const { functionName } = this.#fn.definition;
      const reason = messageOf(error);
      this.#failedDestinations.push({ requestId: this.requestId, functionName, destinationArn, reason });
      this.#update({ destinationError: reason });
    }
  }

  get #functionArn(): string {
    return functionArn(this.#options.lambda.account, this.#fn.definition.functionName);
  }

  async #wait(waitMs: number): Promise<void> {
    await this.#sleep(this.#scaled(waitMs));
    this.#skippedMs += waitMs - this.#scaled(waitMs);
  }

  #scaled(waitMs: number): number {
    return waitMs * this.#options.lambda.retryDelayScale;
  }

  async #sleep(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#options.stopping });
  }

  #update(change: Partial<AsyncInvocation>): void {
    this.#state = { ...this.#state, ...change };
  }
}

/**
 * Throttling and errors of Lambda itself, after which the event goes back to the queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
function isTemporary(error: unknown): boolean {
  return error instanceof AwsError && (error.status === 429 || error.status >= 500);
}
