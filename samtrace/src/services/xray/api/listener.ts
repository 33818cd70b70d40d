import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AwsError, messageOf } from '../../../aws/error.ts';
import type { AwsRequest, AwsResponse, AwsService } from '../../../aws/http.ts';

/** PutTraceSegments takes 50 documents of 64 kB; JSON in JSON can double them. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * The daemon's TCP side: plain HTTP, unsigned, as SDKs call it for sampling. The caller is whoever reaches the loopback
 * address, except web pages: no SDK sends the headers that a browser adds.
 */
export function requestListener(api: AwsService): RequestListener {
  return (incoming, outgoing) => {
    respond(api, incoming).then(
      (response) => send(outgoing, response),
      (error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error(messageOf(error))),
    );
  };
}

async function respond(api: AwsService, incoming: IncomingMessage): Promise<AwsResponse> {
  const request = await read(incoming);
  try {
    if (incoming.headers.origin !== undefined || incoming.headers['sec-fetch-site'] !== undefined) {
      throw new AwsError('AccessDeniedException', 'The X-Ray daemon does not answer web pages.', { status: 403 });
    }
    return await api.operation(request).run();
  } catch (error) {
    const known =
      error instanceof AwsError ? error : new AwsError('InternalFailure', messageOf(error), { status: 500 });
    return api.renderError(known, request);
  }
}

async function read(incoming: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES) throw new Error(`the request body has more than ${BODY_LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  const url = new URL(incoming.url ?? '/', 'http://daemon');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
    caller: { kind: 'developer' },
  };
}

function send(outgoing: ServerResponse, { status, headers, body }: AwsResponse): void {
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}
