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
 *
 * No regular expression here takes more than linear time; tests/unit/regular-expressions.test.ts
 * checks it.
 */
import { type JsonObject, parseObject } from '../shared/json.ts';

const MASK = '[redacted]';

const MAX_DEPTH = 50;

/**
 * A key is secret if it ends with one of these, in any spelling of `apiKey`, `api_key` and
 * `API-KEY`.
 */
const SECRET_KEYS = [
  'authorization',
  'password',
  'passwords',
  'passwordhash',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'secrets',
  'secretkey',
  'secretstring',
  'token',
  'apikey',
  'apikeys',
  'accesskey',
  'privatekey',
  'cookie',
  'cookies',
  'credential',
  'credentials',
];

/** Pagination tokens, which are not secret. */
const PAGE_TOKENS = ['nexttoken', 'continuationtoken', 'forwardtoken', 'backwardtoken'];

/** In text, these are headers: their values are not quoted, and end with the line. */
const HEADERS = ['authorization', 'cookie', 'api-key'];

/** Between the items of a list while they are one text: a line break that no item contains. */
const ITEM_BREAK = '\n\u2028';

/** What comes before a value in text: `password: `, `"password": `, `password=`, `"password"=>`. */
const KEY_IN_TEXT = /(?<![\w.-])([a-z][\w.-]*)\\*["']?[ \t]*(?:=>|[:=])/gi;

const BARE_VALUE = /[^\s,;&"'`(){}[\]]*/y;

const REST_OF_LINE = /[^\r\n]*/y;

const NUMBER = /-?[\d.]*/y;

const QUOTES = new Set(['"', "'", '`']);

const BRACKETS = new Map([
  ['{', 1],
  ['[', 1],
  ['}', -1],
  [']', -1],
]);

const PATTERNS: { pattern: RegExp; replacement: string }[] = [
  // Bearer abc123, Basic dXNlcjpwYXNz. A word after it, as in "Basic authentication", is kept.
  {
    pattern: /\b([Bb]earer|[Bb]asic)[ \t]+(?=\S*?(?:\d|=|[a-z][A-Z]))[\w.~+/=-]+/g,
    replacement: `$1 ${MASK}`,
  },
  // postgres://user:password@host
  { pattern: /:\/\/[^\s/@]+@/g, replacement: `://${MASK}@` },
  // AKIAIOSFODNN7EXAMPLE
  { pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g, replacement: MASK },
  // A JSON web token: eyJhbGciOi….eyJzdWIiOi….SflKxwRJSM…
  { pattern: /(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, replacement: MASK },
];

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

/** Masks secrets in text. */
export function redactText(text: string): string {
  let redacted = maskPairs(maskPrivateKeys(text));
  for (const { pattern, replacement } of PATTERNS) {
    redacted = redacted.replaceAll(pattern, replacement);
  }
  return redacted;
}

function isSecretKey(key: string): boolean {
  const plain = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const isSecret = SECRET_KEYS.some((secret) => plain.endsWith(secret));
  return isSecret && !PAGE_TOKENS.some((token) => plain.endsWith(token));
}

function maskPrivateKeys(text: string): string {
  const parts: string[] = [];
  let position = 0;
  for (;;) {
    const begin = text.indexOf('-----BEGIN ', position);
    if (begin === -1) {
      return parts.join('') + text.slice(position);
    }
    const end = text.indexOf('-----END ', begin);
    parts.push(text.slice(position, begin), MASK);
    if (end === -1) {
      return parts.join('');
    }
    const endOfLine = text.indexOf('-----', end + '-----END '.length);
    position = endOfLine === -1 ? text.length : endOfLine + '-----'.length;
  }
}

/** Masks the values of secret keys in text. */
function maskPairs(text: string): string {
  const parts: string[] = [];
  let position = 0;
  for (const match of text.matchAll(KEY_IN_TEXT)) {
    const [beforeValue, key = ''] = match;
    if (match.index < position || !isSecretKey(key) || isSyntaxError(text, match.index)) {
      continue;
    }
    const value = findValue(text, match.index + beforeValue.length, beforeValue, key);
    if (value.end > value.start) {
      parts.push(text.slice(position, value.start), MASK);
      position = value.end;
    }
  }
  return parts.join('') + text.slice(position);
}

/** `Unexpected token: '}'` is the message of a parser, and contains no secret. */
function isSyntaxError(text: string, index: number): boolean {
  return (
    text.slice(Math.max(0, index - 'unexpected '.length), index).toLowerCase() === 'unexpected '
  );
}

/**
 * Where the value after a key begins and ends. In prose there is none: it ends where it begins.
 *
 * @param beforeValue The key as it is in the text, with its quotes and the sign after it
 */
function findValue(
  text: string,
  from: number,
  beforeValue: string,
  key: string,
): { start: number; end: number } {
  const start = from + lengthOf(/\s*/y, text, from);
  const escapes = lengthOf(/\\*/y, text, start);
  const first = text[start + escapes] ?? '';

  if (QUOTES.has(first)) {
    return { start, end: endOfQuoted(text, start + escapes, escapes) };
  }
  if (first === '{' || first === '[') {
    return { start, end: endOfBrackets(text, start) };
  }
  // A value without quotes is in the same line.
  const isSameLine = from + lengthOf(/[ \t]*/y, text, from) === start;
  const bareValue = isSameLine ? bareValueAfter(beforeValue, key) : undefined;
  return { start, end: bareValue === undefined ? start : start + lengthOf(bareValue, text, start) };
}

/** What a value without quotes consists of; undefined in prose. */
function bareValueAfter(beforeValue: string, key: string): RegExp | undefined {
  if (HEADERS.some((header) => key.toLowerCase().endsWith(header))) {
    return REST_OF_LINE;
  }
  if (beforeValue.endsWith('=')) {
    return BARE_VALUE;
  }
  return beforeValue.includes('"') ? NUMBER : undefined;
}

/** How many characters match from this position on. */
function lengthOf(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** The end of a quoted value. In JSON within JSON, its quotes are escaped. */
function endOfQuoted(text: string, quote: number, escapes: number): number {
  let end = text.indexOf(text[quote] ?? '', quote + 1);
  while (end !== -1) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') {
      backslashes++;
    }
    const isEscaped = escapes === 0 ? backslashes % 2 === 1 : backslashes > escapes;
    if (!isEscaped) {
      return end + 1;
    }
    end = text.indexOf(text[quote] ?? '', end + 1);
  }
  return text.length;
}

/** The end of an object or array. Without a closing bracket, it is the end of the text. */
function endOfBrackets(text: string, open: number): number {
  let depth = 0;
  let index = open;
  while (index < text.length) {
    const character = text[index] ?? '';
    depth += BRACKETS.get(character) ?? 0;
    index = QUOTES.has(character) ? endOfQuoted(text, index, 0) : index + 1;
    if (depth === 0) {
      return index;
    }
  }
  return text.length;
}
