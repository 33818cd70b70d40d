/** JSON that Lambda returns. */

/** The object in a text, or an empty one. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A function's answer in one line: the type and message of an error, or else the answer itself. */
export function describeAnswer(payload: string): string {
  const { errorType, errorMessage } = parseObject(payload);
  return errorType === undefined ? payload : `${errorType}: ${errorMessage}`;
}
