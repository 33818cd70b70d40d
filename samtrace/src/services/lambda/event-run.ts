import type { Cause } from '../../aws/segment-document.ts';
import { preciseNowMs } from './clock.ts';
import type { StreamSink } from './contract.ts';
import { thrownCause } from './error-cause.ts';
import { exited, type Failure, responseTooLarge, timedOut } from './failures.ts';
import { type Delivery, MAX_RESPONSE_BYTES, type RuntimeMessage } from './runtime-api.ts';
import type { Exit, RuntimeProcess } from './runtime-process.ts';

/** Epoch milliseconds with a fraction. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The answer for the caller of Invoke. */
export interface Answer {
  readonly payload: Buffer;
  readonly functionError?: 'Unhandled';
  readonly cause?: Cause;
}

/** The result of one event: an answer, a failure with an answer made for it, or an answer and then a failure. */
export interface EventRun {
  readonly answer: Answer;
  readonly failure?: Failure;
  /** From the delivery of the event to the answer, or to the end of the process. */
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
  sink?: StreamSink,
): Promise<EventRun> {
  const startMs = preciseNowMs();
  process.deliver(delivery);
  const opening = await process.take(timeout.deadlineMs - startMs);
  const first =
    opening?.kind === 'stream-start' ? await readStream(process, opening, timeout.deadlineMs, sink) : opening;
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

type Streamed = { readonly kind: 'streamed'; readonly payload: Buffer; readonly error?: Buffer };

/** Reads a streamed answer to its end. Without a sink, the answer is one whole payload, and may be as large as any other. */
async function readStream(
  process: RuntimeProcess,
  { contentType }: Extract<RuntimeMessage, { kind: 'stream-start' }>,
  deadlineMs: number,
  sink: StreamSink | undefined,
): Promise<Streamed | RuntimeMessage | Exit | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const message = await process.take(deadlineMs - preciseNowMs());
    if (message?.kind === 'stream-chunk') {
      size += message.chunk.length;
      if (sink !== undefined) sink.write(contentType, message.chunk);
      else if (size <= MAX_RESPONSE_BYTES) chunks.push(message.chunk);
      continue;
    }
    if (message?.kind !== 'stream-end') return message;
    if (message.error !== undefined) return { kind: 'streamed', payload: Buffer.alloc(0), error: message.error };
    if (sink === undefined && size > MAX_RESPONSE_BYTES) return { kind: 'response-too-large' };
    // An empty stream is an answer, too.
    sink?.write(contentType, Buffer.alloc(0));
    return { kind: 'streamed', payload: Buffer.concat(chunks) };
  }
}

/** A run that the runtime did not answer. */
export function failedRun(failure: Failure): EventRun {
  return { answer: { payload: failure.payload, functionError: 'Unhandled', cause: failure.cause }, failure };
}

function answerIn(message: Streamed | RuntimeMessage | Exit | undefined): Answer | undefined {
  switch (message?.kind) {
    case 'response':
      return { payload: message.body };
    case 'streamed':
      if (message.error === undefined) return { payload: message.payload };
      return { payload: message.error, functionError: 'Unhandled', cause: thrownCause(undefined, message.error) };
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
  message: Streamed | RuntimeMessage | Exit | undefined,
  { requestId }: Delivery,
  timeoutSeconds: number,
): Promise<Failure> {
  if (message?.kind === 'exit') return exited(requestId, message);
  await process.kill();
  return timedOut(requestId, timeoutSeconds);
}
