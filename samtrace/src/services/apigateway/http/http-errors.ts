import type { ApiResponse } from '../exchange.ts';

/** The answers of HTTP APIs themselves. Their words differ from those of REST APIs. */
const RESPONSES = {
  badRequest: { status: 400, message: 'Bad Request' },
  unauthorized: { status: 401, message: 'Unauthorized' },
  forbidden: { status: 403, message: 'Forbidden' },
  notFound: { status: 404, message: 'Not Found' },
  tooLarge: { status: 413, message: 'Request Entity Too Large' },
  failed: { status: 500, message: 'Internal Server Error' },
  timedOut: { status: 503, message: 'Service Unavailable' },
} as const;

export type HttpErrorType = keyof typeof RESPONSES;

export function httpError(type: HttpErrorType): ApiResponse {
  const { status, message } = RESPONSES[type];
  return { status, headers: [['Content-Type', 'application/json']], body: Buffer.from(JSON.stringify({ message })) };
}
