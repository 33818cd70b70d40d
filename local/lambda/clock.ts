let offsetMs = Date.now() - performance.now();

/**
 * Epoch milliseconds with a fraction, for the microsecond times of Lambda's segments. Never more than a millisecond from
 * `Date.now()`, whatever happens to the machine's clock (a laptop that slept, a correction): it is set anew from it.
 */
export function preciseNowMs(): number {
  const wallMs = Date.now();
  const preciseMs = performance.now() + offsetMs;
  if (preciseMs >= wallMs && preciseMs < wallMs + 1) return preciseMs;
  offsetMs = wallMs - performance.now();
  return wallMs;
}
