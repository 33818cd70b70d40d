import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AwsError, messageOf } from '../../../aws/error.ts';
import type { AwsRequest, AwsResponse, AwsService } from '../../../aws/http.ts';
import { browserRefusalOf } from '../../../aws/request-guard.ts';

/** PutTraceSegments accepts 50 documents of 64 kB. As JSON strings they can be twice as long. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

/** The daemon's TCP side: plain HTTP without signatures, as SDKs call it for sampling. Web pages are refused. */
export function requestListener(api: AwsService): RequestListener {
  return (incoming, outgoing) => {
    respond(api, incoming).then(
      (response) => send(outgoing, response),
      (error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error(messageOf(error))),
    );
  };
}

async function respond(api: AwsService, incoming: IncomingMessage): Promise<AwsResponse> {
  const request = requestOf(incoming);
  try {
    const refusal = browserRefusalOf(incoming);
    if (refusal !== undefined) throw new AwsError('AccessDeniedException', refusal, { status: 403 });
    return await api.operation({ ...request, body: await readBody(incoming) }).run();
  } catch (error) {
    if (incoming.destroyed && !incoming.complete) throw error; // The caller has disconnected.
    const known =
      error instanceof AwsError ? error : new AwsError('InternalFailure', messageOf(error), { status: 500 });
    return api.renderError(known, request);
  }
}

/** The request without its body. */
function requestOf(incoming: IncomingMessage): AwsRequest {
  const [path = '/', search] = (incoming.url ?? '/').split(/\?(.*)/s, 2);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    headers: Object.fromEntries(headers),
    body: Buffer.alloc(0),
    caller: { kind: 'developer' },
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    // Read to its end, so that the sender gets the response.
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  if (size <= BODY_LIMIT_BYTES) return Buffer.concat(chunks);
  const message = `The request body has ${size} bytes. The limit is ${BODY_LIMIT_BYTES} bytes.`;
  throw new AwsError('RequestEntityTooLarge', message, { status: 413 });
}

function send(outgoing: ServerResponse, { status, headers, body }: AwsResponse): void {
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}
