/** An answer other than 200. A client repeats a request after 429, 502, 503 and 504 only. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
