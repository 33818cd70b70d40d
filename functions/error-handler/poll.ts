/** Time, as it is handed in: tests bring their own. `now` and the deadline are epoch milliseconds. */
export type Waiting = { now(): number; sleep(ms: number): Promise<unknown>; deadlineMs: number };
const MAX_LOOKS = 12;

/** Looks until all is there, the last time at the deadline. The waits grow from half a second. Returns an error of looking. */
export async function poll({ now, sleep, deadlineMs }: Waiting, isAllThere: () => Promise<boolean>): Promise<unknown> {
  try {
    for (let looks = 1; !(await isAllThere()); looks++) {
      const leftMs = deadlineMs - now();
      if (looks === MAX_LOOKS || leftMs <= 0) break;
      await sleep(looks === MAX_LOOKS - 1 ? leftMs : Math.min(500 * 1.4 ** (looks - 1), leftMs));
    }
    return undefined;
  } catch (error) {
    return error;
  }
}
