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
 * Looks at once, and again after growing gaps until it is done or the deadline has passed. There is
 * always one look, and the last one is at the deadline. A look that throws is repeated like any
 * other, unless access was denied.
 *
 * @param isDone Whether to stop, given this look's result and the previous one's
 * @returns The result of the last look that succeeded, and the error of the last look
 */
export async function poll<Result>(
  clock: Clock,
  deadlineMs: number,
  look: () => Promise<Result>,
  isDone: (result: Result, previous: Result | undefined) => boolean,
): Promise<{ result: Result | undefined; problem: unknown }> {
  let latest: Result | undefined;
  for (let gapMs = FIRST_GAP_MS; ; gapMs = Math.min(gapMs * 2, LONGEST_GAP_MS)) {
    let isLast: boolean;
    let problem: unknown;
    try {
      const result = await look();
      isLast = isDone(result, latest);
      latest = result;
    } catch (error) {
      isLast = isAccessDenied(error);
      problem = error;
    }

    const leftMs = deadlineMs - clock.now();
    if (isLast || leftMs <= 0) {
      return { result: latest, problem };
    }
    await clock.sleep(Math.min(gapMs, leftMs));
  }
}

/** Asking again would not help. */
function isAccessDenied(error: unknown): boolean {
  return asObject(error).name === 'AccessDeniedException';
}
