import type { ErrorAnswer } from '../../model/contract.ts';

/** The stack's answer was an error, or there was no answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /** Where in a filter expression the error lies, when X-Ray says so. */
  readonly position: number | undefined;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    const position = /position (\d+)/i.exec(message)?.[1];
    this.position = position === undefined ? undefined : Number(position);
  }
}

/**
 * Calls the stack's own JSON. The answer's type is taken on trust: server and page are built from the same
 * `model/contract.ts`. What lies inside, traces and log lines, is checked where it is read.
 */
export async function call<T>(path: string, options: { method?: string; body?: unknown } = {}): Promise<T> {
  const { method = 'GET', body } = options;
  const text = await callForText(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return JSON.parse(text) as T;
}

/** The body of an answer. Rejects with an {@link ApiError}, or, when the signal aborts, with what fetch then throws. */
export async function callForText(path: string, init: RequestInit): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, init);
    text = await response.text();
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError('The local stack does not answer. Is `npm start` still running?', 0, { cause });
  }
  if (response.ok) return text;
  throw new ApiError(messageIn(text) ?? `The local stack answered ${response.status}.`, response.status);
}

function messageIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as Partial<ErrorAnswer>).message;
  } catch {
    return undefined; // not the console's own words, so nothing to show of it
  }
}
