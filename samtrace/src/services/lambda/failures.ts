import type { Cause } from '../../aws/segment-document.ts';
import { newSegmentId } from '../../aws/trace-header.ts';
import { MAX_RESPONSE_BYTES } from './runtime-api.ts';
import type { Exit } from './runtime-process.ts';

/** An invocation that the handler did not end: what the platform makes of it. */
export interface Failure {
  /** In the platform's records. */
  readonly status: 'error' | 'timeout';
  /** In the platform's records; a timeout has none. */
  readonly errorType?: string;
  /** What the caller of Invoke gets. */
  readonly payload: Buffer;
  /** What the function's segment shows. */
  readonly cause: Cause;
  /** What the platform writes to a log in the text format, when a process has ended by itself. */
  readonly notice?: string;
}

export function timedOut(requestId: string, timeoutSeconds: number): Failure {
  const message = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { status: 'timeout', ...described('Sandbox.Timedout', message) };
}

/** The process ended without an answer: `process.exit`, an exception that nobody caught, a kill. */
export function exited(requestId: string, exit: Exit): Failure {
  const errorType = exit.outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  const how =
    exit.description === undefined
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: ${exit.description}`;
  const message = `RequestId: ${requestId} Error: ${how}`;
  return { status: 'error', errorType, notice: `${message}\n${errorType}\n`, ...described(errorType, message) };
}

/** The runtime could not load the handler. `body` is what it posted, and what the caller gets. */
export function initFailed(body: Buffer, errorType: string): Failure {
  return { status: 'error', errorType: platformErrorType(errorType), payload: body, cause: causeOf(parseError(body)) };
}

/** The answer was too large to be passed on. The runtime did its work: its status is no error's. */
export function responseTooLarge(): { payload: Buffer; cause: Cause } {
  const error = {
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
    errorType: 'Function.ResponseSizeTooLarge',
  };
  return { payload: Buffer.from(JSON.stringify(error)), cause: causeOf(error) };
}

/** The `errorType` and `errorMessage` of an error payload, as far as it has them: a runtime may post anything. */
export function parseError(payload: Buffer): { errorType?: string; errorMessage?: string } {
  let value: unknown;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    return {};
  }
  if (typeof value !== 'object' || value === null) return {};
  const { errorType, errorMessage } = value as Record<string, unknown>;
  return {
    ...(typeof errorType === 'string' && { errorType }),
    ...(typeof errorMessage === 'string' && { errorMessage }),
  };
}

/** The exception of a thrown error, from the header in which the runtime describes it; without it, from the payload. */
export function thrownCause(xrayCause: string | undefined, payload: Buffer): Cause {
  const described = xrayCause === undefined || xrayCause.length > MAX_CAUSE_CHARACTERS ? {} : parseCause(xrayCause);
  return described.exceptions === undefined ? causeOf(parseError(payload)) : described;
}

const MAX_CAUSE_CHARACTERS = 64 * 1024;

function parseCause(text: string): Cause {
  try {
    const value = JSON.parse(text) as Cause;
    if (!Array.isArray(value.exceptions) || value.exceptions.length === 0) return {};
    // A segment document wants an id on every exception, which the runtime does not give.
    return { ...value, exceptions: value.exceptions.map((exception) => ({ id: newSegmentId(), ...exception })) };
  } catch {
    return {}; // as Lambda drops a header that it cannot parse
  }
}

function described(errorType: string, errorMessage: string): { payload: Buffer; cause: Cause } {
  const error = { errorType, errorMessage };
  return { payload: Buffer.from(JSON.stringify(error)), cause: causeOf(error) };
}

function causeOf(error: { errorType?: string; errorMessage?: string }): Cause {
  return {
    exceptions: [{ id: newSegmentId(), type: error.errorType ?? 'Runtime.Unknown', message: error.errorMessage ?? '' }],
  };
}

/** Lambda's records name only error types of its own form; any other is unknown to it. */
function platformErrorType(errorType: string): string {
  if (/^(Runtime|Function)\.[A-Z][a-zA-Z]+/.test(errorType)) return errorType;
  return errorType.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown';
}
