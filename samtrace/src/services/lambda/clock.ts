/** The two sources of a clock: whole epoch milliseconds, and milliseconds with a fraction that start anywhere and never go back. */
interface Sources {
  wallMs(): number;
  monotonicMs(): number;
}

/**
 * Creates a clock of epoch milliseconds with fractions. It never differs more than a millisecond from the system time, whatever happens
 * to the machine's clock (a laptop that slept, a correction): it is set anew from it. It goes back only when the wall's
 * does, so that nothing ends before it began.
 */
export function preciseClock({ wallMs, monotonicMs }: Sources): () => number {
  let offsetMs = wallMs() - monotonicMs();
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    const wall = wallMs();
    let precise = monotonicMs() + offsetMs;
    if (precise < wall || precise >= wall + 1) {
      // Within a millisecond of the wall clock, the clock does not go back behind its last value.
      precise = Math.floor(lastMs) === wall ? lastMs : wall;
      offsetMs = precise - monotonicMs();
    }
    lastMs = precise;
    return precise;
  };
}

/** For the microsecond times of Lambda's segments. */
export const preciseNowMs = preciseClock({ wallMs: Date.now, monotonicMs: () => performance.now() });
