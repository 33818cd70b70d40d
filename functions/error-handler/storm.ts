/** What a storm may cost: only of the first of each fingerprint in an environment and minute, log and trace are read. */
export function createStormPolicy(fullReportsPerMinute: number, now: () => number): (fingerprint: string) => boolean {
  let minute = 0;
  let counts = new Map<string, number>();
  return (fingerprint) => {
    const current = Math.floor(now() / 60_000);
    if (current !== minute) [minute, counts] = [current, new Map()];
    counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
    return (counts.get(fingerprint) ?? 0) <= fullReportsPerMinute;
  };
}
