/**
 * The only file that uses the X-Ray SDK. Tracing never changes what a function does: it works
 * without a trace, and if the SDK throws.
 *
 * The X-Ray SDKs and the daemon have been in maintenance mode since 25 February 2026: AWS fixes
 * security problems and adds no features. X-Ray itself and its API are not affected. AWS recommends
 * OpenTelemetry for new code; docs/tracing.md shows what changes. See
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-daemon-timeline.html
 */
import AWSXRay, { type Subsegment as SdkSubsegment } from 'aws-xray-sdk-core';
import { shorten } from './json.ts';
import { toPlainJson } from './plain-json.ts';

/** What work can record on its subsegment. */
export interface Subsegment {
  /** Annotations are indexed, so that you can search for traces by them. */
  annotate(key: string, value: string | number | boolean): void;

  /** Metadata can be any value, and is not indexed. It is copied at once. */
  addMetadata(key: string, value: unknown): void;
}

// X-Ray accepts documents of up to 64 kB. A larger one would be lost, and its subsegment would stay
// "in progress" for ever.
const MAX_METADATA_BYTES = 30_000;

const MAX_ANNOTATION_CHARACTERS = 1000;

const MAX_EXCEPTION_CHARACTERS = 4000;

const MAX_STACK_LINES = 50;

// By default, the SDK logs its own problems as errors. The error handler would take them for
// failures.
AWSXRay.setLogger({ debug: () => {}, info: () => {}, warn, error: warn });

function warn(...problem: unknown[]): void {
  console.warn('X-Ray SDK:', ...problem);
}

/**
 * Does work in a subsegment, and closes the subsegment whether the work returns or throws.
 *
 * @example
 * const price = await traced('price', async (subsegment) => {
 *   subsegment.annotate('order_id', order.id);
 *   return calculatePrice(order);
 * });
 */
export function traced<Result>(
  name: string,
  work: (subsegment: Subsegment) => Promise<Result>,
): Promise<Result> {
  return AWSXRay.captureAsyncFunc(name, async (subsegment) => {
    // Sends the subsegment as in progress. If Lambda ends the process, for example after a timeout,
    // the trace shows what the function was doing. See docs/subsegments-in-progress.md.
    trySdk(() => subsegment?.flush());

    try {
      const result = await work(recorderFor(subsegment));
      trySdk(() => subsegment?.close());
      return result;
    } catch (error) {
      closeWithError(subsegment, error);
      throw error;
    }
  });
}

/** Makes each call of an AWS SDK client a subsegment, and the service a node of the service map. */
export const tracedClient = AWSXRay.captureAWSv3Client;

/** Returns whether the call succeeded. A problem of the SDK must not stop the work. */
function trySdk(call: () => void): boolean {
  try {
    call();
    return true;
  } catch (problem) {
    warn(problem);
    return false;
  }
}

function recorderFor(subsegment: SdkSubsegment | undefined): Subsegment {
  let bytesLeft = MAX_METADATA_BYTES;

  return {
    annotate(key, value) {
      const short = typeof value === 'string' ? shorten(value, MAX_ANNOTATION_CHARACTERS) : value;
      trySdk(() => subsegment?.addAnnotation(key, short));
    },

    addMetadata(key, value) {
      const plain = toPlainJson(value);
      const bytes = Buffer.byteLength(JSON.stringify(plain));
      if (bytes > bytesLeft) {
        trySdk(() => subsegment?.addMetadata(key, `[left out: ${bytes} bytes]`));
        return;
      }
      bytesLeft -= bytes;
      trySdk(() => subsegment?.addMetadata(key, plain));
    },
  };
}

function closeWithError(subsegment: SdkSubsegment | undefined, error: unknown): void {
  const isClosed = trySdk(() =>
    subsegment?.close(error instanceof Error ? boundedError(error) : String(error)),
  );
  if (!isClosed) {
    // The SDK could not read the error, for example because its stack is not a string.
    trySdk(() => subsegment?.close());
  }
}

/** The same error, or a copy with a shorter message and stack if they are too long for X-Ray. */
function boundedError(error: Error): Error {
  const { name, message, stack = '' } = error;
  const lines = stack.split('\n');
  const longest = Math.max(message.length, stack.length);
  if (longest <= MAX_EXCEPTION_CHARACTERS && lines.length <= MAX_STACK_LINES) {
    return error;
  }
  const copy = new Error(shorten(message, MAX_EXCEPTION_CHARACTERS));
  const fewLines = lines.slice(0, MAX_STACK_LINES).join('\n');
  return Object.assign(copy, { name, stack: shorten(fewLines, MAX_EXCEPTION_CHARACTERS) });
}
