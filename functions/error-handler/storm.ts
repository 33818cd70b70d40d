/** What a storm of failures may cost: in each environment and minute, the first of each fingerprint are worth reading
 * their log and trace; one more gets a light report, of the delivered records alone. Nothing is shared or stored. */
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
