/**
 * Masks secrets in text: the values of secret keys, and values that look like secrets.
 *
 * No regular expression here takes more than linear time; tests/unit/regular-expressions.test.ts
 * checks it.
 */
import { isSecretKey } from './secret-keys.ts';

export const MASK = '[redacted]';

/** In text, these are headers: their values are not quoted, and end with the line. */
const HEADERS = ['authorization', 'cookie', 'api-key'];

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

/** Masks secrets in text. */
export function redactText(text: string): string {
  let redacted = maskPairs(maskPrivateKeys(text));
  for (const { pattern, replacement } of PATTERNS) {
    redacted = redacted.replaceAll(pattern, replacement);
  }
  return redacted;
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
