/**
 * Whether a string matches the value of a pattern, in which `*` at either end is any characters. In the middle it is a
 * plain asterisk: `Ev*ent` matches only `Ev*ent`, as in AWS's documentation.
 */
export function textMatcher(value: string): (text: string) => boolean {
  if (value === '*') return () => true;
  const open = { start: value.startsWith('*'), end: value.endsWith('*') };
  const fixed = value.slice(open.start ? 1 : 0, open.end ? -1 : undefined);
  if (open.start && open.end) return (text) => text.includes(fixed);
  if (open.start) return (text) => text.endsWith(fixed);
  if (open.end) return (text) => text.startsWith(fixed);
  return (text) => text === value;
}
