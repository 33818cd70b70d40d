/**
 * A kind of failure is a function, an error type, and a place in the code. Each kind triggers one
 * notification, when its marker `markers/<function>/<error type>-<fingerprint>` is created.
 */
import { createHash } from 'node:crypto';
import { endsProcess, type Failure } from './classify.ts';
import { ownFrames, placeOf } from './stack.ts';

const MAX_NAME_CHARACTERS = 100;

const MAX_MESSAGE_CHARACTERS = 200;

/**
 * The same for failures of one kind, also after another build: only the file and the function's
 * name of the top own frame count or, without a frame, the message without its numbers.
 */
export function fingerprintOf(
  functionName: string,
  { class: failureClass, error }: Failure,
): string {
  const [frame] = ownFrames(error.stack);
  // If the process ended, the message depends on how much of the log was there.
  const message = endsProcess(failureClass) ? '' : withoutNumbers(error.message);
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
