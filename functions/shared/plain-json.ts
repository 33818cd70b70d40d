/** Turns any value into plain JSON of a limited size, and keeps as much of it as possible. */
import { shorten } from './json.ts';

const MAX_DEPTH = 10;

const MAX_ITEMS = 100;

const MAX_CHARACTERS = 4000;

/** Values that JSON does not have, and what becomes of them. A `Date` becomes an ISO 8601 time. */
function replaceSpecial(value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol') {
    return String(value);
  }
  if (typeof value === 'function') {
    return `[function ${value.name}]`;
  }
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString();
  }
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [String(key), item]));
  }
  if (value instanceof Set) {
    return [...value];
  }
  if (value instanceof Error) {
    return { ...value, name: value.name, message: value.message, stack: value.stack };
  }
  return value;
}

/**
 * Copies a value as plain JSON. A part that cannot be kept is replaced by a text in brackets, such
 * as `[circular]`; the rest is kept.
 */
export function toPlainJson(value: unknown): unknown {
  return readable(() => copy(value, []));
}

/** A getter or a proxy can throw. */
function readable(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return `[unreadable: ${error instanceof Error ? error.message : 'not an Error'}]`;
  }
}

function copy(value: unknown, parents: unknown[]): unknown {
  const plain = replaceSpecial(value);

  if (typeof plain === 'string') {
    return shorten(plain, MAX_CHARACTERS);
  }
  if (typeof plain !== 'object' || plain === null) {
    return plain ?? null;
  }
  if (parents.includes(value)) {
    return '[circular]';
  }
  if (parents.length === MAX_DEPTH) {
    return '[too deep]';
  }
  const path = [...parents, value];
  return Array.isArray(plain) ? copyArray(plain, path) : copyObject(plain, path);
}

function copyArray(items: unknown[], path: unknown[]): unknown[] {
  const copies = items.slice(0, MAX_ITEMS).map((item) => readable(() => copy(item, path)));
  return items.length > MAX_ITEMS ? [...copies, `[${items.length - MAX_ITEMS} more]`] : copies;
}

function copyObject(object: object, path: unknown[]): object {
  const keys = Object.keys(object);
  const entries = keys
    .slice(0, MAX_ITEMS)
    .map((key) => [key, readable(() => copy(Reflect.get(object, key), path))]);
  if (keys.length > MAX_ITEMS) {
    entries.push(['…', `[${keys.length - MAX_ITEMS} more]`]);
  }
  return Object.fromEntries(entries);
}
