import type { ApiResponse } from '../exchange.ts';

/** The same stream. `done` is called when it ends or breaks. */
export async function* whenDone(body: AsyncIterable<Buffer>, done: () => void): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } finally {
    done();
  }
}

export function withIds(response: ApiResponse, requestId: string, extendedId: string): ApiResponse {
  const ids = [
    ['x-amzn-RequestId', requestId],
    ['x-amz-apigw-id', extendedId],
  ] as const;
  return { ...response, headers: [...response.headers, ...ids] };
}

/** Only the answers of functions carry the trace header. */
export function withTraceId(response: ApiResponse, traceHeader: string): ApiResponse {
  return { ...response, headers: [...response.headers, ['X-Amzn-Trace-Id', traceHeader]] };
}
