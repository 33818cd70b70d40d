import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { apiRefusalOf } from './api-guard.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';

const HOST = '127.0.0.1';
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

interface ServerOptions {
  /** Tried in this order; 0 is any free port. */
  readonly ports: readonly number[];
  handle(request: ApiRequest): Promise<ApiResponse>;
  now(): number;
  warn(line: string): void;
}

export interface ApiServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves one API on its own port, on loopback only. Rejects if none of the ports is free. */
export async function startApiServer(options: ServerOptions): Promise<ApiServer> {
  const server = createServer((request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      // The client has disconnected, or the stack stops.
      if (response.destroyed || request.destroyed) return;
      options.warn(`Internal error on ${request.method} ${request.url}: ${(error as Error).stack}`);
      if (response.headersSent) response.destroy();
      else sendMessage(response, 500, 'samtrace failed. Its terminal shows the error.');
    });
  });
  await listen(server, options.ports);
  // A failed accept (too many open files, for example) ends one connection, and not the stack.
  server.on('error', (error) => options.warn(`A connection failed: ${error.message}`));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, ports: readonly number[]): Promise<void> {
  for (const [index, port] of ports.entries()) {
    try {
      server.listen(port, HOST);
      await once(server, 'listening');
      return;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || index === ports.length - 1) throw error;
    }
  }
}

async function serve(options: ServerOptions, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const receivedAtMs = options.now();
  const method = incoming.method ?? 'GET';
  const refusal = apiRefusalOf({ method, headers: incoming.headers });
  if (refusal !== undefined) return sendMessage(response, 403, refusal);
  const target = incoming.url ?? '/';
  if (!target.startsWith('/')) return sendMessage(response, 400, 'The request must name a path, as in GET /.');
  const body = await readBody(incoming);
  if (body === undefined) return sendMessage(response, 413, 'Request Too Long');
  const [path = '/', rawQuery = ''] = target.split(/\?(.*)/s, 2);
  const request: ApiRequest = {
    method,
    path,
    rawQuery,
    headers: pairs(incoming.rawHeaders),
    body,
    sourceIp: incoming.socket.remoteAddress ?? HOST,
    port: incoming.socket.localPort ?? 0,
    receivedAtMs,
  };
  await send(response, await options.handle(request), (reason) => options.warn(`${method} ${path}: ${reason}`));
}

/** The whole body, or undefined when it is too large; read to its end even then, so that the client sees the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
    rawHeaders[2 * index] ?? '',
    rawHeaders[2 * index + 1] ?? '',
  ]);
}

async function send(response: ServerResponse, answer: ApiResponse, warn: (reason: string) => void): Promise<void> {
  const length: [string, string][] = Buffer.isBuffer(answer.body)
    ? answer.status === 204
      ? []
      : [['Content-Length', String(answer.body.length)]]
    : [];
  try {
    response.writeHead(answer.status, [...answer.headers, ...length].flat());
  } catch (error) {
    // A function can return a header that HTTP does not allow.
    warn(`The function's answer cannot be sent: ${(error as Error).message}`);
    return sendMessage(response, 502, 'Internal server error');
  }
  if (Buffer.isBuffer(answer.body)) {
    response.end(answer.body);
    return;
  }
  try {
    await pipeline(answer.body, response);
  } catch (error) {
    // The client has disconnected. Otherwise, it gets an aborted connection, and not an answer that looks complete.
    if ((error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    warn(`The answer ended early: ${(error as Error).message}`);
  }
}

function sendMessage(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ message }));
}
