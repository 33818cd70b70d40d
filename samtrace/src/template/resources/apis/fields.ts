import { isJsonObject, type JsonObject } from '../../../aws/json.ts';

/** Reads parts of JSON whose shape is not known: a part of the wrong kind reads as absent. */

export type Fields = JsonObject;

export function fields(value: unknown): Fields {
  return isJsonObject(value) ? value : {};
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A list of texts; one text counts as a list of one. */
export function texts(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each !== 'object').map(String);
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

export function number(value: unknown): number | undefined {
  const given = text(value);
  return given === undefined || given.trim() === '' || !Number.isFinite(Number(given)) ? undefined : Number(given);
}

/** Templates write booleans also as texts. */
export function isTrue(value: unknown): boolean {
  return text(value)?.toLowerCase() === 'true';
}

export function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields(value)).flatMap(([name, each]) => {
      const given = text(each);
      return given === undefined ? [] : [[name, given]];
    }),
  );
}

/** The value of a header in the syntax of API Gateway: `'*'`, with quotes. */
export function unquoted(value: string): string {
  return /^'.*'$/s.test(value) ? value.slice(1, -1) : value;
}
