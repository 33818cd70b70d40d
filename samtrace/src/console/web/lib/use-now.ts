import { useEffect, useState } from 'preact/hooks';

/** The current time, for texts such as "12 s ago". It is updated every ten seconds, or every `everyMs`. */
export function useNow(everyMs = 10_000): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
