/** What Lambda answers for a function that failed; there is a stack in it, too. */
export interface Failure {
  errorType?: string;
  errorMessage?: string;
}

/** An answer of a function in one line: of a failure its type and message, else the answer itself. */
export function describeAnswer(payload: string): string {
  const { errorType, errorMessage }: Failure = parseObject(payload);
  return errorType === undefined ? payload : `${errorType}: ${errorMessage}`;
}

/** The object that a text holds, or an empty one. */
export function parseObject(text: string): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}
