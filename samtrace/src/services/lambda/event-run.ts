import type { Cause } from '../../aws/segment-document.ts';
import { preciseNowMs } from './clock.ts';
import { exited, type Failure, responseTooLarge, thrownCause, timedOut } from './failures.ts';
import type { Delivery, RuntimeMessage } from './runtime-api.ts';
import type { Exit, RuntimeProcess } from './runtime-process.ts';

/** Epoch milliseconds with a fraction. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** What the caller of Invoke gets. */
export interface Answer {
  readonly payload: Buffer;
  readonly functionError?: 'Unhandled';
  readonly cause?: Cause;
}

/** What a runtime made of one event: an answer; or a failure, which is answered for it; or an answer and then a failure. */
export interface EventRun {
  readonly answer: Answer;
  readonly failure?: Failure;
  /** From the event's handing out to the answer, or to the end of the process. */
  readonly invocation?: Span;
  /** From the answer until the runtime asked for the next event. */
  readonly overhead?: Span;
}

/**
 * Hands an event to a runtime that waits for one. Afterwards the runtime waits for the next event, or, when the run has
 * a `failure`, its process is gone; either way all that it has written has been read.
 */
export async function runEvent(
  process: RuntimeProcess,
  delivery: Delivery,
  timeout: { deadlineMs: number; seconds: number },
): Promise<EventRun> {
  const startMs = preciseNowMs();
  process.deliver(delivery);
  const first = await process.take(timeout.deadlineMs - startMs);
  const answeredMs = preciseNowMs();
  const invocation = { startMs, endMs: answeredMs };
  const answer = answerIn(first);
  if (answer === undefined) {
    return { ...failedRun(await failureOf(process, first, delivery, timeout.seconds)), invocation };
  }
  const second = await process.take(timeout.deadlineMs - answeredMs);
  if (second?.kind === 'next') return { answer, invocation, overhead: { startMs: answeredMs, endMs: preciseNowMs() } };
  // The answer has been given; that the runtime did not survive it shows in the log.
  return { answer, invocation, failure: await failureOf(process, second, delivery, timeout.seconds) };
}

/** A run that ended without an answer of the runtime's. */
export function failedRun(failure: Failure): EventRun {
  return { answer: { payload: failure.payload, functionError: 'Unhandled', cause: failure.cause }, failure };
}

function answerIn(message: RuntimeMessage | Exit | undefined): Answer | undefined {
  switch (message?.kind) {
    case 'response':
      return { payload: message.body };
    case 'response-too-large':
      return { ...responseTooLarge(), functionError: 'Unhandled' };
    case 'error':
      return {
        payload: message.body,
        functionError: 'Unhandled',
        cause: thrownCause(message.xrayCause, message.body),
      };
    default:
      return undefined;
  }
}

async function failureOf(
  process: RuntimeProcess,
  message: RuntimeMessage | Exit | undefined,
  { requestId }: Delivery,
  timeoutSeconds: number,
): Promise<Failure> {
  if (message?.kind === 'exit') return exited(requestId, message);
  await process.kill();
  return timedOut(requestId, timeoutSeconds);
}
