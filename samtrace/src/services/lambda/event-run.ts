import type { Cause } from '../../aws/segment-document.ts';
import { preciseNowMs } from './clock.ts';
import type { StreamSink } from './contract.ts';
import { thrownCause } from './error-cause.ts';
import { exited, type Failure, responseTooLarge, timedOut } from './failures.ts';
import { type Delivery, MAX_RESPONSE_BYTES, type RuntimeMessage } from './runtime-api.ts';
import type { Exit, RuntimeProcess } from './runtime-process.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html */
const MAX_STREAM_BYTES = 200 * 1024 * 1024;

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
  /** From the answer until the runtime requested the next event. */
  readonly overhead?: Span;
}

/**
 * Hands an event to a runtime that waits for one. Afterwards the runtime waits for the next event, or, when the run has
 * a `failure`, its process has ended. In both cases, all of its output has been read.
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
  // The answer was already sent. The log shows that the runtime ended after it.
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
  const limit = sink === undefined ? MAX_RESPONSE_BYTES : MAX_STREAM_BYTES;
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const message = await process.take(deadlineMs - preciseNowMs());
    if (message?.kind === 'stream-chunk') {
      size += message.chunk.length;
      if (size <= limit && sink === undefined) chunks.push(message.chunk);
      if (size <= limit && sink !== undefined) {
        const isTaken = await before(deadlineMs, sink.write(contentType, message.chunk));
        if (!isTaken) return undefined;
      }
      message.taken();
      continue;
    }
    if (message?.kind !== 'stream-end') return message;
    if (message.error !== undefined) return { kind: 'streamed', payload: Buffer.alloc(0), error: message.error };
    if (size > limit) return { kind: 'response-too-large', limitBytes: limit };
    // An empty stream is an answer, too.
    await sink?.write(contentType, Buffer.alloc(0));
    return { kind: 'streamed', payload: Buffer.concat(chunks) };
  }
}

/** Whether the work ends before the deadline. */
async function before(deadlineMs: number, work: Promise<void>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), Math.max(0, deadlineMs - preciseNowMs()));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
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
      return { ...responseTooLarge(message.limitBytes), functionError: 'Unhandled' };
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
