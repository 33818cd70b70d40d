/** Keeps secrets out of what is stored: in logs, annotations and metadata, the values of keys with telling names. */
import { isObject, parseObject } from '../shared/json.ts';

/**
 * A copy of a log or a trace in which the values of `keys` read "[redacted]", whatever their letter case, hyphens and
 * underscores; also in JSON within texts, and in texts of the form `key=value` or `key: value`.
 */
export function redact<Value>(value: Value, keys: string[]): Value;
export function redact(value: unknown, keys: string[]): unknown {
  if (typeof value === 'string') return redactText(value, keys);
  if (Array.isArray(value)) return value.map((item) => redact(item, keys));
  if (!isObject(value)) return value;
  const isSecret = (key: string) => keys.includes(key.toLowerCase().replaceAll(/[-_]/g, ''));
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, isSecret(key) ? '[redacted]' : redact(item, keys)]));
}

function redactText(text: string, keys: string[]): string {
  const object = text.startsWith('{') ? parseObject(text) : undefined;
  if (object !== undefined) return JSON.stringify(redact(object, keys));
  const names = keys.map((key) => [...key].join('[-_]?')).join('|');
  const pattern = new RegExp(
    `\\b(${names})(["']?\\s*[:=]\\s*)("[^"]*"|'[^']*'|(?:(?:Bearer|Basic) )?[^\\s,;&"'}]+)`,
    'gi',
  );
  return text.replaceAll(pattern, '$1$2[redacted]');
}
