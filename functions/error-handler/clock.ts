/** Time, and waiting for something to appear. Tests bring their own clock. */
import { asObject } from '../shared/json.ts';

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;

  sleep(ms: number): Promise<unknown>;
}

const FIRST_GAP_MS = 500;

const LONGEST_GAP_MS = 10_000;

/**
 * Looks at once, and again after growing gaps until a look returns true or the deadline has passed.
 * There is always one look, and the last one is at the deadline. A look that throws is repeated
 * like any other, unless access was denied.
 *
 * @returns The error of the last look, or undefined. An error that a later look has cured is
 * forgotten.
 */
export async function poll(
  clock: Clock,
  deadlineMs: number,
  look: () => Promise<boolean>,
): Promise<unknown> {
  let gapMs = FIRST_GAP_MS;
  for (;;) {
    const { isDone, error } = await tryLook(look);
    const leftMs = deadlineMs - clock.now();
    if (isDone || leftMs <= 0) {
      return error;
    }
    await clock.sleep(Math.min(gapMs, leftMs));
    gapMs = Math.min(gapMs * 2, LONGEST_GAP_MS);
  }
}

async function tryLook(look: () => Promise<boolean>) {
  try {
    return { isDone: await look(), error: undefined };
  } catch (error) {
    return { isDone: isAccessDenied(error), error };
  }
}

/** AWS's services name this error differently. Asking again would not help. */
function isAccessDenied(error: unknown): boolean {
  const { name } = asObject(error);
  return name === 'AccessDeniedException' || name === 'AccessDenied';
}
