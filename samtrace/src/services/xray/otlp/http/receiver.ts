import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { browserRefusalOf } from '../../../../aws/request-guard.ts';
import type { SpanReceiver } from '../../contract.ts';
import { checkDepth, parseJson, spansIn } from '../decode/json.ts';
import { OtlpError } from '../decode/otlp-error.ts';
import { decodeProtobuf } from '../decode/protobuf.ts';
import type { ResourceSpan } from '../span.ts';
import { refusalText } from '../store-spans.ts';
import { type Encoding, encodingOf, JSON_ENCODING, PROTOBUF } from './encoding.ts';
import { HttpError } from './http-error.ts';
import { readBody } from './read-body.ts';

export interface ReceiverOptions {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** Stores spans. Resolves to one text for each span that was refused. */
  store(spans: readonly ResourceSpan[]): Promise<string[]>;
}

const PATH = '/v1/traces';

/**
 * OTLP over HTTP, for exporters that do not use the daemon's port. Traces only.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export async function startReceiver({ host, port, store }: ReceiverOptions): Promise<SpanReceiver> {
  const server = createServer((request, response) => {
    respond(request, response, store).catch((error: unknown) => {
      // The sender has disconnected.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  server.on('error', (error) => process.emitWarning(`The OTLP receiver: ${error.message}`, 'XRayWarning'));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  store: ReceiverOptions['store'],
): Promise<void> {
  const encoding = encodingOf(request.headers['content-type']);
  try {
    const body = await accept(request, encoding, store);
    send(response, 200, body, encoding ?? JSON_ENCODING);
  } catch (error) {
    if (request.destroyed && !request.complete) throw error;
    const { status, message } = asHttpError(error);
    send(response, status, (encoding ?? JSON_ENCODING).status(message), encoding ?? JSON_ENCODING);
  }
}

async function accept(
  request: IncomingMessage,
  encoding: Encoding | undefined,
  store: ReceiverOptions['store'],
): Promise<Buffer> {
  const refusal = browserRefusalOf(request);
  if (refusal !== undefined) throw new HttpError(403, refusal);
  const [path] = (request.url ?? '/').split('?', 1);
  if (path !== PATH)
    throw new HttpError(404, `There is nothing at ${path}. Traces go to ${PATH}; metrics and logs are not taken.`);
  if (request.method !== 'POST') throw new HttpError(405, `${request.method} is not allowed. Send traces with POST.`);
  if (encoding === undefined) {
    throw new HttpError(415, 'The content type must be application/x-protobuf or application/json.');
  }
  const body = await readBody(request);
  const spans = encoding === PROTOBUF ? decodeProtobuf(body) : await readJson(body);
  const refusals = await store(spans);
  return encoding.response(refusals.length, refusals.length === 0 ? '' : refusalText(refusals, spans.length));
}

/** Each step has a turn of the event loop of its own, because each needs up to 60 ms. */
async function readJson(body: Buffer): Promise<ResourceSpan[]> {
  const text = body.toString('utf8');
  checkDepth(text);
  await nextTurn();
  const request = parseJson(text);
  await nextTurn();
  return spansIn(request);
}

function asHttpError(error: unknown): { status: number; message: string } {
  if (error instanceof HttpError) return error;
  if (error instanceof OtlpError) return { status: 400, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  process.emitWarning(`The OTLP receiver failed: ${message}`, 'XRayWarning');
  return { status: 500, message: `samtrace failed: ${message}` };
}

function send(response: ServerResponse, status: number, body: Buffer, { contentType }: Encoding): void {
  const allow = status === 405 ? { allow: 'POST' } : {};
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length, ...allow });
  response.end(body);
}
