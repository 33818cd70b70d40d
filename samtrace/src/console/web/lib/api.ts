import type { ErrorAnswer } from '../../model/contract.ts';

/** The server answered an error, or did not answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status. 0 if there was no answer. */
  readonly status: number;
  /** The position of an error in a filter expression, if X-Ray reports it. */
  readonly position: number | undefined;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    const position = /position (\d+)/i.exec(message)?.[1];
    this.position = position === undefined ? undefined : Number(position);
  }
}

/**
 * Calls a JSON route of the server. The type of the answer is not checked, because server and page are built from the same
 * `model/contract.ts`. Traces and log lines in the answer are checked where they are read.
 */
export async function call<T>(path: string, options: { method?: string; body?: unknown } = {}): Promise<T> {
  const { method = 'GET', body } = options;
  const text = await callForText(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return JSON.parse(text) as T;
}

/** The body of an answer. Rejects with an {@link ApiError}, or with the error of fetch if the signal aborts. */
export async function callForText(path: string, init: RequestInit): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, init);
    text = await response.text();
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError('samtrace does not answer. Is it still running?', 0, { cause });
  }
  if (response.ok) return text;
  throw new ApiError(messageIn(text) ?? `samtrace answered ${response.status}.`, response.status);
}

function messageIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as Partial<ErrorAnswer>).message;
  } catch {
    return undefined; // Not an answer of the console, so there is no message to show.
  }
}
