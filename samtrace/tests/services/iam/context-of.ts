import type { RequestContext } from '../../../src/services/iam/request-context.ts';

/** A request with these keys and values. Keys in `absent` have no value; all others are unknown. */
export function contextOf(
  values: Readonly<Record<string, string | readonly string[]>>,
  absent: readonly string[] = [],
): RequestContext {
  const byName = new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  return (key) => byName.get(key.toLowerCase()) ?? (absent.includes(key) ? 'absent' : 'unknown');
}
