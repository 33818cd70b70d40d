/** Time, as it is handed in: tests bring their own. `now` and the deadline are epoch milliseconds. */
export type Waiting = { now(): number; sleep(ms: number): Promise<unknown>; deadlineMs: number };
const [MAX_LOOKS, FIRST_WAIT_MS] = [12, 500];

/** Looks until all is there, after ever longer waits, the last time at the deadline. Returns an error of looking. */
export async function poll({ now, sleep, deadlineMs }: Waiting, isAllThere: () => Promise<boolean>): Promise<unknown> {
  const growth = Math.max(1, (deadlineMs - now()) / FIRST_WAIT_MS) ** (1 / (MAX_LOOKS + 1)); // All time is used.
  try {
    for (let looks = 1; !(await isAllThere()); looks++) {
      const leftMs = deadlineMs - now();
      if (looks === MAX_LOOKS || leftMs <= 0) break;
      await sleep(looks === MAX_LOOKS - 1 ? leftMs : Math.min(FIRST_WAIT_MS * growth ** (looks - 1), leftMs));
    }
    return undefined;
  } catch (error) {
    return error;
  }
}
