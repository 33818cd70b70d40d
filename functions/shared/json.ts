/** JSON from outside is `unknown` until one of these has looked at it. */
export type JsonObject = Record<string, unknown>;
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});
export const asObjects = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const asString = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
/** The object that a text holds, or an empty one. Most texts hold none: to let JSON.parse throw for each is slow. */
export function parseObject(text = ''): JsonObject {
  try {
    return /^\s*{/.test(text) ? asObject(JSON.parse(text)) : {};
  } catch {
    return {};
  }
}
