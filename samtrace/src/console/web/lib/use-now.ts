import { useEffect, useState } from 'preact/hooks';

/** The time, for texts such as "12 s ago"; draws again every ten seconds, or as often as is asked. */
export function useNow(everyMs = 10_000): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
