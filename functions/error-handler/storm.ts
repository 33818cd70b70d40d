/**
 * What a storm of failures may cost. In each environment and minute, the first of each fingerprint are worth reading
 * their log and trace; each one more gets a light report, of the delivered records alone. Nothing is shared, or stored.
 */
export function createStormPolicy(fullReportsPerMinute: number, now: () => number) {
  let minute = 0;
  const counts = new Map<string, number>();
  return (fingerprint: string): boolean => {
    const currentMinute = Math.floor(now() / 60_000);
    if (currentMinute !== minute) counts.clear();
    minute = currentMinute;
    const count = (counts.get(fingerprint) ?? 0) + 1;
    counts.set(fingerprint, count);
    return count <= fullReportsPerMinute;
  };
}
