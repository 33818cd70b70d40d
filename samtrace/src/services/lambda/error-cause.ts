import type { Cause, ExceptionData } from '../../aws/segment-document.ts';
import { newSegmentId } from '../../aws/trace-header.ts';

/**
 * Lambda crops a cause to 64 kB, because X-Ray accepts no larger document. Here it is less, so that the rest of the segment
 * has room, too. Lambda drops exceptions until the cause fits. samtrace shortens their messages and stacks first.
 */
const MAX_CAUSE_BYTES = 48 * 1024;
const MAX_EXCEPTIONS = 10;

/** An error as a payload describes it. */
export interface ErrorDescription {
  readonly errorType?: string;
  readonly errorMessage?: string;
}

/** Reads `errorType` and `errorMessage` of an error payload. A runtime may post anything, so both may be absent. */
export function parseError(payload: Buffer): ErrorDescription {
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

/** The cause of a thrown error: from the header in which the runtime describes it, or else from the payload. */
export function thrownCause(xrayCause: string | undefined, payload: Buffer): Cause {
  const described = xrayCause === undefined ? undefined : parseCause(xrayCause);
  return described === undefined ? causeOf(parseError(payload)) : cropped(described);
}

/** A cause with one exception. */
export function causeOf({ errorType, errorMessage }: ErrorDescription): Cause {
  return cropped({
    exceptions: [{ id: newSegmentId(), type: errorType ?? 'Runtime.Unknown', message: errorMessage ?? '' }],
  });
}

/** Undefined for an invalid header, which Lambda also drops. */
function parseCause(text: string): Cause | undefined {
  try {
    const value = JSON.parse(text) as Cause;
    if (!Array.isArray(value.exceptions) || value.exceptions.length === 0) return undefined;
    // A segment document needs an id for each exception, which the runtime does not send.
    return { ...value, exceptions: value.exceptions.map((exception) => ({ id: newSegmentId(), ...exception })) };
  } catch {
    return undefined;
  }
}

function cropped(cause: Cause): Cause {
  let short = cause;
  for (let characters = 16_384; bytesOf(short) > MAX_CAUSE_BYTES && characters >= 64; characters /= 2) {
    const frames = characters / 128;
    short = {
      working_directory: croppedText(cause.working_directory, characters),
      paths: (cause.paths ?? []).slice(0, frames).map((path) => croppedText(path, 256)),
      exceptions: (cause.exceptions ?? []).slice(0, MAX_EXCEPTIONS).map((each) => croppedException(each, characters)),
    };
  }
  return short;
}

function croppedException(exception: ExceptionData, characters: number): ExceptionData {
  const frames = characters / 128;
  const stack = Array.isArray(exception.stack) ? exception.stack : [];
  const omitted = Math.max(0, stack.length - frames);
  return {
    ...exception,
    type: croppedText(exception.type, 256),
    message: croppedText(exception.message, characters),
    stack: stack.slice(0, frames).map((frame) => ({
      ...frame,
      path: croppedText(frame.path, 256),
      label: croppedText(frame.label, 256),
    })),
    // X-Ray's own field for frames that were left out.
    ...(omitted > 0 && { truncated: omitted }),
  };
}

function croppedText(text: unknown, characters: number): string {
  const whole = String(text ?? '');
  return whole.length <= characters ? whole : `${whole.slice(0, characters - 3)}...`;
}

function bytesOf(cause: Cause): number {
  return Buffer.byteLength(JSON.stringify(cause));
}
