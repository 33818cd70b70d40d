import type { Plain } from './value.ts';

/** A resolved value as JSON. A value that cannot be read is null; its problem has been reported. */
export function plainJson(value: Plain): unknown {
  if (value.kind === 'unreadable') return null;
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map(plainJson);
  return Object.fromEntries([...value.entries].map(([name, entry]) => [name, plainJson(entry)]));
}
