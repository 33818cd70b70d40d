/** Time, as it is handed in: tests bring their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** The moment until which log and trace are waited for, epoch milliseconds. */
export interface Deadline {
  readonly clock: Clock;
  readonly atMs: number;
}

const MAX_LOOKS = 12;
const FIRST_WAIT_MS = 500;

/**
 * Looks until `look` says that it has everything, at most 12 times, the last time at the deadline. The waits grow: what
 * is not there after a second is likely to take many.
 */
export async function lookUntil({ clock, atMs }: Deadline, look: () => Promise<boolean>): Promise<void> {
  for (let looks = 1; !(await look()); looks++) {
    const leftMs = atMs - clock.now();
    if (looks === MAX_LOOKS || leftMs <= 0) return;
    const waitMs = FIRST_WAIT_MS * 1.4 ** (looks - 1);
    await clock.sleep(looks === MAX_LOOKS - 1 ? leftMs : Math.min(waitMs, leftMs));
  }
}
