/** Keeps secrets out of what is stored: in logs, annotations and metadata, the values of keys with telling names. */
import { isObject, parseObject } from '../shared/json.ts';

/**
 * Makes copies in which the values of `keys` read "[redacted]": in objects, in JSON within texts, and in texts of the
 * form `key=value` or `key: value`. Letter case, hyphens and underscores do not matter.
 */
export function createRedactor(keys: string[]): <Value>(value: Value) => Value {
  const plain = keys.map((key) => key.toLowerCase().replaceAll(/[-_\s]/g, ''));
  const names = plain.map((key) => [...key].join('[-_]?')).join('|');
  const inText = new RegExp(
    `\\b(${names})(["']?\\s*[:=]\\s*)("[^"]*"|'[^']*'|(?:(?:Bearer|Basic) )?[^\\s,;&"'}]+)`,
    'gi',
  );
  const walk = (item: unknown, key = ''): unknown => {
    if (plain.includes(key.toLowerCase().replaceAll(/[-_]/g, ''))) return '[redacted]';
    if (Array.isArray(item)) return item.map((each) => walk(each));
    if (isObject(item)) return Object.fromEntries(Object.entries(item).map(([name, each]) => [name, walk(each, name)]));
    if (typeof item !== 'string') return item;
    const object = parseObject(item);
    return Object.keys(object).length > 0 ? JSON.stringify(walk(object)) : item.replaceAll(inText, '$1$2[redacted]');
  };
  return <Value>(value: Value) => walk(value) as Value;
}
