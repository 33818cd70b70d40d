import { PassThrough } from 'node:stream';
import { writeChunk } from '../base/write-chunk.ts';
import type { InvocationResult, StreamedResult } from '../services/apigateway/service.ts';
import type { StreamSink } from '../services/lambda/service.ts';

/**
 * Invokes a function and resolves with its first part, or with its end if there is no part. The answer of a function
 * that does not stream is one part.
 */
export async function streamedResult(
  invoke: (stream: StreamSink) => Promise<InvocationResult>,
): Promise<StreamedResult> {
  const body = new PassThrough();
  // The reader gets the error. Without a reader, it is not needed.
  body.on('error', () => {});
  const { promise: begun, resolve: begin } = Promise.withResolvers<StreamedResult>();
  let isBegun = false;
  const ended = invoke({
    async write(contentType, chunk) {
      isBegun = true;
      begin({ contentType, body });
      if (chunk.length > 0) await writeChunk(body, chunk);
    },
  }).then(({ payload, functionError }): StreamedResult => {
    if (functionError !== undefined && isBegun) body.destroy(new Error(`The function failed: ${payload}`));
    else body.end(isBegun || functionError !== undefined ? undefined : payload);
    return { contentType: 'application/json', body, ...(functionError !== undefined && { functionError }) };
  });
  return Promise.race([begun, ended]);
}
