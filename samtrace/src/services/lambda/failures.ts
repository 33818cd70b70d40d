import type { Cause } from '../../aws/segment-document.ts';
import { causeOf, parseError } from './error-cause.ts';
import type { Exit } from './runtime-process.ts';

/** The end of an invocation that the handler did not end itself. */
export interface Failure {
  /** In the platform's records. */
  readonly status: 'error' | 'timeout';
  /** In the platform's records; a timeout has none. */
  readonly errorType?: string;
  /** The payload for the caller of Invoke. */
  readonly payload: Buffer;
  /** The cause on the function's segment. */
  readonly cause: Cause;
  /** The platform's line in a text log, if the process ended by itself. */
  readonly notice?: string;
}

export function timedOut(requestId: string, timeoutSeconds: number): Failure {
  const message = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { status: 'timeout', ...described('Sandbox.Timedout', message) };
}

/** The process ended without a response: `process.exit`, an uncaught exception, a kill. */
export function exited(requestId: string, exit: Exit): Failure {
  const errorType = exit.outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  const how =
    exit.description === undefined
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: ${exit.description}`;
  const message = `RequestId: ${requestId} Error: ${how}`;
  return { status: 'error', errorType, notice: `${message}\n${errorType}\n`, ...described(errorType, message) };
}

/** The runtime could not load the handler. The caller gets the body that it posted. */
export function initFailed(body: Buffer, errorType: string): Failure {
  return { status: 'error', errorType: platformErrorType(errorType), payload: body, cause: causeOf(parseError(body)) };
}

/** The response was too large for the caller. The status of the runtime is still success. */
export function responseTooLarge(limitBytes: number): { payload: Buffer; cause: Cause } {
  const error = {
    errorMessage: `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`,
    errorType: 'Function.ResponseSizeTooLarge',
  };
  return { payload: Buffer.from(JSON.stringify(error)), cause: causeOf(error) };
}

function described(errorType: string, errorMessage: string): { payload: Buffer; cause: Cause } {
  const error = { errorType, errorMessage };
  return { payload: Buffer.from(JSON.stringify(error)), cause: causeOf(error) };
}

/** Lambda's records name error types of Lambda's own form only. Any other type is unknown. */
function platformErrorType(errorType: string): string {
  if (/^(Runtime|Function)\.[A-Z][a-zA-Z]+/.test(errorType)) return errorType;
  return errorType.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown';
}
