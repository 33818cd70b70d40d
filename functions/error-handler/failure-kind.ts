/**
 * A kind of failure is a function, an error type, and a place in the code. Failures of one kind are
 * told about once, by the object `markers/<function>/<error type>-<fingerprint>`.
 */
import { createHash } from 'node:crypto';
import type { Failure, FailureClass } from './classify.ts';
import { ownFrames, placeOf } from './stack.ts';

const MAX_NAME_CHARACTERS = 100;

const MAX_MESSAGE_CHARACTERS = 200;

/** After these, the message is Lambda's, and depends on how much of the log was there. */
const WITHOUT_MESSAGE = new Set<FailureClass>(['timeout', 'out-of-memory', 'exit']);

/**
 * The same for failures of one kind, also after another build: only the file and the function's
 * name of the top own frame count or, without a frame, the message without its numbers.
 */
export function fingerprintOf(
  functionName: string,
  { class: failureClass, error }: Failure,
): string {
  const [frame] = ownFrames(error.stack);
  const message = WITHOUT_MESSAGE.has(failureClass) ? '' : withoutNumbers(error.message);
  const place = frame === undefined ? message : placeOf(frame);
  const kind = JSON.stringify([functionName, error.type, place]);
  return createHash('sha256').update(kind).digest('hex').slice(0, 16);
}

/** Numbers and IDs differ between failures of one kind. */
function withoutNumbers(message: string): string {
  return message
    .slice(0, MAX_MESSAGE_CHARACTERS)
    .replaceAll(/[\w-]+/g, (word) => (/\d/.test(word) ? '#' : word));
}

export function markerKey(functionName: string, errorType: string, fingerprint: string): string {
  return `markers/${safeName(functionName)}/${safeName(errorType)}-${fingerprint}`;
}

/** A name as part of an object's key. */
export function safeName(name: string): string {
  return name.replaceAll(/[^\w.$-]/g, '_').slice(0, MAX_NAME_CHARACTERS) || '_';
}
