/** One HTTP request to an API, read whole. */
export interface ApiRequest {
  /** Upper case. */
  readonly method: string;
  /** As sent: percent-encoded, without the query. Begins with a slash. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly rawQuery: string;
  /** The header names in the case and order of the client. A repeated header is contained several times. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** The port that the client called. */
  readonly port: number;
  /** Epoch milliseconds. */
  readonly receivedAtMs: number;
}

export interface ApiResponse {
  readonly status: number;
  /** In order; a name may be there several times, as Set-Cookie is. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | AsyncIterable<Buffer>;
}

/** The last value of a header, as API Gateway reads one that is repeated. */
export function headerOf(request: Pick<ApiRequest, 'headers'>, name: string): string | undefined {
  return request.headers.findLast(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** Name and value of every query parameter, decoded, in order. */
export function queryPairs(rawQuery: string): [name: string, value: string][] {
  return [...new URLSearchParams(rawQuery)];
}

/** `type/subtype` of a Content-Type or Accept value, in lower case. */
export function mediaType(value: string | undefined): string {
  return (value ?? '').split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? '';
}

/** `10/Jul/2026:19:19:04 +0000`, the time format of both kinds of events. */
export function requestTime(epochMs: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(epochMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
