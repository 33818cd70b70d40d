/** Keeps secrets out of what is stored: in logs, annotations and metadata, the values of keys whose names end tellingly. */
import { isObject, parseObject } from '../shared/json.ts';

const plainOf = (key: string): string => key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
/** Makes copies in which they read "[redacted]": in objects, in JSON within texts, and in texts like `key: value`. */
export function createRedactor(keys: string[]): <Value>(value: Value) => Value {
  const secrets = keys.map(plainOf).filter(Boolean);
  const names = secrets.map((key) => [...key].join('[-_]?')).join('|') || '(?!)';
  // What is not quoted, such as a cookie, goes up to the end of the line. JSON that was cut may lack the closing quote.
  const value = String.raw`\\*"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|-----BEGIN[^]*?(?:-----END.*|$)|.*`;
  const inText = new RegExp(String.raw`\b(\w*(?:${names}))(\\*["']?\s*[:=]>?\s*)(?:${value})`, 'gi');
  const walk = (item: unknown, key = ''): unknown => {
    if (secrets.some((secret) => plainOf(key).endsWith(secret))) return '[redacted]';
    // A stack has the message line by line.
    if (Array.isArray(item) && item.length > 0 && item.every((each) => typeof each === 'string' && !/^\s*{/.test(each)))
      return item.join('\n').replaceAll(inText, '$1$2[redacted]').split('\n');
    if (Array.isArray(item)) return item.map((each) => walk(each));
    if (isObject(item)) return Object.fromEntries(Object.entries(item).map(([name, each]) => [name, walk(each, name)]));
    if (typeof item !== 'string') return item;
    const object = parseObject(item);
    if (Object.keys(object).length === 0) return item.replaceAll(inText, '$1$2[redacted]');
    const [before, after] = [object, walk(object)].map((each) => JSON.stringify(each));
    return before === after ? item : after; // Written anew only if it must be: numbers may not survive it.
  };
  return <Value>(value: Value) => walk(value) as Value;
}
