import { PassThrough } from 'node:stream';
import type { InvocationResult, StreamedResult } from '../services/apigateway/service.ts';
import type { StreamSink } from '../services/lambda/service.ts';

/**
 * Invokes a function and resolves with its first part, or with its end when that comes first. The answer of a function
 * that does not stream is one part.
 */
export async function streamedResult(
  invoke: (stream: StreamSink) => Promise<InvocationResult>,
): Promise<StreamedResult> {
  const body = new PassThrough();
  // Its reader gets the error; without a reader, nobody needs it.
  body.on('error', () => {});
  const { promise: begun, resolve: begin } = Promise.withResolvers<StreamedResult>();
  let isBegun = false;
  const ended = invoke({
    write(contentType, chunk) {
      isBegun = true;
      if (chunk.length > 0) body.write(chunk);
      begin({ contentType, body });
    },
  }).then(({ payload, functionError }): StreamedResult => {
    if (functionError !== undefined && isBegun) body.destroy(new Error(`The function failed: ${payload}`));
    else body.end(isBegun || functionError !== undefined ? undefined : payload);
    return { contentType: 'application/json', body, ...(functionError !== undefined && { functionError }) };
  });
  return Promise.race([begun, ended]);
}
