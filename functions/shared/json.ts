/** JSON from outside is `unknown` until one of these functions has checked it. */

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function asObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The JSON object in a text, or undefined if the text is anything else. */
export function parseObject(text: string): JsonObject | undefined {
  // Most lines of a log are not JSON, and an exception for each of them would be slow.
  if (!text.trimStart().startsWith('{')) {
    return undefined;
  }
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Cuts a text, and says so. */
export function shorten(text: string, maxCharacters: number): string {
  const surplus = text.length - maxCharacters;
  return surplus <= 0 ? text : `${text.slice(0, maxCharacters)}… [${surplus} characters cut]`;
}
