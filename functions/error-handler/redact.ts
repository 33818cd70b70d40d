/**
 * Masks secrets in everything that is stored. This is best effort, and covers exactly this:
 *
 * - JSON, at any depth: the value of a key such as `password`, `dbPassword`, `api_key` or
 *   `X-Api-Key`
 * - Text, also across lines: `password: 'value'`, `"password": "value"`, `"password": 123`,
 *   `credentials: { … }`, and `password=value`
 * - Text: the rest of the line after `Authorization:`, `Cookie:`, `Set-Cookie:` or `X-Api-Key:`
 * - Text: bearer and basic credentials, user and password in a URL, AWS access key IDs, JSON web
 *   tokens, and private keys in PEM format
 */
import { type JsonObject, parseObject } from '../shared/json.ts';
import { MASK, redactText } from './redact-text.ts';
import { isSecretKey } from './secret-keys.ts';

const MAX_DEPTH = 50;

/** Between the items of a list while they are one text: a line break that no item contains. */
const ITEM_BREAK = '\n\u2028';

/** Masks secrets in a value from JSON. Returns the value itself if there are none. */
export function redactJson<Value>(value: Value): Value {
  return redactValue(value, 0) as Value;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return redactString(value, depth);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth === MAX_DEPTH) {
    return '[too deep]';
  }
  return Array.isArray(value)
    ? redactArray(value, depth)
    : redactObject(value as JsonObject, depth);
}

function redactObject(object: JsonObject, depth: number): JsonObject {
  const entries = Object.entries(object).map(([key, value]) => {
    const isMasked = isSecretKey(key) && value !== null && typeof value !== 'boolean';
    return [key, isMasked ? MASK : redactValue(value, depth + 1)] as const;
  });
  const isSame = entries.every(([key, value]) => value === object[key]);
  return isSame ? object : Object.fromEntries(entries);
}

function redactArray(items: unknown[], depth: number): unknown[] {
  if (items.length > 1 && items.every((item) => typeof item === 'string')) {
    // A stack trace is such a list. A secret in its message can be in several lines.
    const text = items.join(ITEM_BREAK);
    const redacted = redactText(text);
    return redacted === text ? items : redacted.split(ITEM_BREAK);
  }
  const redacted = items.map((item) => redactValue(item, depth + 1));
  return redacted.every((item, index) => item === items[index]) ? items : redacted;
}

/** A string may hold JSON itself. It is written anew only if there is a secret in it. */
function redactString(text: string, depth: number): string {
  const json = parseObject(text);
  if (json === undefined) {
    return redactText(text);
  }
  const redacted = redactValue(json, depth + 1);
  return redacted === json ? text : JSON.stringify(redacted);
}
