/** The answers of functions. Nothing in them is trusted. */

/** The answer of a function, or undefined for one that is not JSON, such as that of a function that streams. */
export function parsedAnswer(payload: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(payload.toString('utf8')) };
  } catch {
    return undefined;
  }
}

export const NOT_JSON =
  "The function's answer is not JSON. A function that streams needs a URL with InvokeMode: RESPONSE_STREAM.";

/** The text of a string, number or boolean: API Gateway accepts each instead of a string. */
export function scalarText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** An HTTP status, given as a number or as its text. */
export function statusOf(value: unknown): number | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^[2-5]\d\d$/.test(text) ? Number(text) : undefined;
}
