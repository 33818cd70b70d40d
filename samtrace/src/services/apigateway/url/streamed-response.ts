import type { ApiResponse } from '../exchange.ts';
import type { StreamedResult } from '../other-services.ts';
import { readPrelude } from '../prelude.ts';

/** The content type of a stream that begins with status, headers and cookies, as HttpResponseStream writes it. */
const WITH_PRELUDE = 'application/vnd.awslambda.http-integration-response';

/**
 * The answer of a function that streams. Without a prelude it is 200, with the function's content type; the answer of a
 * function that does not stream is the body itself, and its status and headers are ignored.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
export async function streamedResponse({ contentType, body }: StreamedResult): Promise<ApiResponse> {
  if (contentType !== WITH_PRELUDE) {
    return { status: 200, headers: [['Content-Type', contentType ?? 'application/octet-stream']], body };
  }
  const prelude = await readPrelude(body);
  if (prelude === undefined) {
    return { status: 502, headers: [['Content-Type', 'application/json']], body: Buffer.from('Internal Server Error') };
  }
  return prelude;
}
