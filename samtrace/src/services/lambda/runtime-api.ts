import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { browserRefusalOf } from '../../aws/request-guard.ts';
import { ownBytes } from '../../base/own-bytes.ts';

/** 6 MiB and 100 bytes: the largest answer of a function. */
export const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/** A message from a runtime to its Runtime API. */
export type RuntimeMessage =
  | { kind: 'next' }
  | { kind: 'response'; body: Buffer }
  | { kind: 'response-too-large'; limitBytes: number }
  | { kind: 'stream-start'; contentType: string | undefined }
  /** The next part is read when this one has been taken, so that a slow caller slows the function down. */
  | { kind: 'stream-chunk'; chunk: Buffer; taken: () => void }
  /** With the error that ended the stream, as the runtime describes it. */
  | { kind: 'stream-end'; error?: Buffer }
  | { kind: 'error'; body: Buffer; xrayCause: string | undefined }
  | { kind: 'init-error'; body: Buffer; errorType: string };

/** An event for the runtime. The headers are those of the response to `next`. */
export interface Delivery {
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

type State = 'starting' | 'ready' | 'running' | 'answered' | 'failed';

/** The header in which our runtime client sends the secret of its environment. */
export const SECRET_HEADER = 'samtrace-runtime-secret';

/**
 * The client puts the description of an error into one header, and AWS's clients send up to 1 MB there. Node's own limit
 * is 16 kB; a longer header would end in a reset connection and kill the environment.
 */
const MAX_HEADER_BYTES = 2 * 1024 * 1024;

export interface RuntimeApiOptions {
  onMessage(message: RuntimeMessage): void;
  /**
   * The value that every request must have in {@link SECRET_HEADER}. Absent for AWS's own runtime client, which sends no
   * such header; then only web pages are refused.
   */
  readonly secret?: string;
}

/**
 * The Runtime API for one runtime process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. It only checks
 * the protocol: who may call, and which call is allowed when. The environment decides what a message means.
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #options: RuntimeApiOptions;
  #state: State = 'starting';
  #waiting: ServerResponse | undefined;
  #requestId: string | undefined;

  static async listen(options: RuntimeApiOptions): Promise<RuntimeApi> {
    const api = new RuntimeApi(options);
    await new Promise<void>((resolve, reject) => {
      api.#server.once('error', reject).listen(0, '127.0.0.1', () => {
        // Later errors are of one connection (no descriptor is free). The runtime that opened it fails by itself.
        api.#server.off('error', reject).on('error', () => {});
        resolve();
      });
    });
    return api;
  }

  private constructor(options: RuntimeApiOptions) {
    this.#options = options;
    // The runtime's connection is silent while a handler works and while no event comes, so nothing may time out.
    const server = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, maxHeaderSize: MAX_HEADER_BYTES };
    this.#server = createServer(server, (request, response) => {
      // A runtime that exits while it sends leaves an incomplete request. The process reports its exit.
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  /** The value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Responds to the runtime's `next`, which must be waiting. */
  deliver(delivery: Delivery): void {
    const response = this.#waiting;
    if (response === undefined) throw new Error('The runtime has not requested an event.');
    this.#waiting = undefined;
    this.#state = 'running';
    this.#requestId = delivery.requestId;
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': delivery.payload.length,
      'Lambda-Runtime-Aws-Request-Id': delivery.requestId,
      ...delivery.headers,
    });
    response.end(delivery.payload);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) return refuse(response, 403, 'AccessDenied', refusal);
    const path = (request.url ?? '').replace(/^\/2018-06-01\/runtime/, '');
    if (request.method === 'GET' && path === '/invocation/next') return this.#next(response);
    const isStreamed = header(request, 'lambda-runtime-function-response-mode') === 'streaming';
    if (isStreamed && path === `/invocation/${this.#requestId}/response`) return this.#stream(request, response);
    const body = await readBody(request);
    if (request.method === 'POST' && path === '/init/error') return this.#initError(request, response, body);
    const [, id, kind] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (request.method !== 'POST' || id === undefined) {
      return refuse(
        response,
        404,
        'InvalidRequest',
        `${request.method} ${request.url} is not part of the Runtime API.`,
      );
    }
    if (decodeURIComponent(id) !== this.#requestId) {
      return refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    }
    if (this.#state !== 'running') return refuseState(response);
    this.#state = 'answered';
    if (body === undefined) {
      this.#options.onMessage({ kind: 'response-too-large', limitBytes: MAX_RESPONSE_BYTES });
      const text = `Exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
      return refuse(response, 413, 'RequestEntityTooLarge', text);
    }
    if (kind === 'response') this.#options.onMessage({ kind: 'response', body });
    else
      this.#options.onMessage({
        kind: 'error',
        body,
        xrayCause: header(request, 'lambda-runtime-function-xray-error-cause'),
      });
    accept(response);
  }

  /** A response that arrives in parts. An error of the function is in the trailers, after the body. */
  async #stream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#state !== 'running') return refuseState(response);
    this.#state = 'answered';
    this.#options.onMessage({ kind: 'stream-start', contentType: header(request, 'content-type') });
    for await (const chunk of request as AsyncIterable<Buffer>) {
      await new Promise<void>((taken) => this.#options.onMessage({ kind: 'stream-chunk', chunk, taken }));
    }
    const error = request.trailers['lambda-runtime-function-error-body'];
    this.#options.onMessage({ kind: 'stream-end', ...(error && { error: Buffer.from(error, 'base64') }) });
    accept(response);
  }

  /** Why the caller may not use this API; undefined for the runtime. */
  #refusalOf(request: IncomingMessage): string | undefined {
    const { secret } = this.#options;
    if (secret !== undefined && request.headers[SECRET_HEADER] !== secret) {
      return `The header ${SECRET_HEADER} is missing or wrong: only the runtime of this environment may call its Runtime API.`;
    }
    return browserRefusalOf(request);
  }

  #next(response: ServerResponse): void {
    if (this.#state === 'starting' || this.#state === 'answered') {
      this.#state = 'ready';
      this.#waiting = response;
      this.#options.onMessage({ kind: 'next' });
    } else refuseState(response);
  }

  #initError(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void {
    if (this.#state !== 'starting') {
      refuseState(response);
      return;
    }
    this.#state = 'failed';
    const errorType = header(request, 'lambda-runtime-function-error-type') ?? '';
    this.#options.onMessage({ kind: 'init-error', body: body ?? Buffer.from('{}'), errorType });
    accept(response);
  }
}

/** The body, or undefined if it is too large. It is read to its end even then, so that the sender gets the response. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_RESPONSE_BYTES) chunks.push(chunk);
  }
  return size <= MAX_RESPONSE_BYTES ? ownBytes(...chunks) : undefined;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function accept(response: ServerResponse): void {
  send(response, 202, { status: 'OK' });
}

function refuseState(response: ServerResponse): void {
  refuse(response, 403, 'InvalidStateTransition', 'State transition is not allowed');
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  send(response, status, { errorMessage, errorType });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
