import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** 6 MiB and 100 bytes: the largest answer of a function. */
export const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/** What a runtime has told through its Runtime API. */
export type RuntimeMessage =
  | { kind: 'next' }
  | { kind: 'response'; body: Buffer }
  | { kind: 'response-too-large' }
  | { kind: 'error'; body: Buffer; xrayCause: string | undefined }
  | { kind: 'init-error'; body: Buffer; errorType: string };

/** An event for the runtime. `headers` are those of the answer to `next`. */
export interface Delivery {
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

type State = 'starting' | 'ready' | 'running' | 'answered' | 'failed';

/**
 * The Runtime API for one runtime process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. It only keeps
 * the protocol, that is what may be called when; what a message means is the environment's business.
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #tell: (message: RuntimeMessage) => void;
  #state: State = 'starting';
  #waiting: ServerResponse | undefined;
  #requestId: string | undefined;

  static async listen(tell: (message: RuntimeMessage) => void): Promise<RuntimeApi> {
    const api = new RuntimeApi(tell);
    await new Promise<void>((resolve, reject) => {
      api.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return api;
  }

  private constructor(tell: (message: RuntimeMessage) => void) {
    this.#tell = tell;
    // The runtime's connection is silent for as long as a handler works or no event comes: nothing here may time out.
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
      // A runtime that dies while it sends leaves half a request: its exit is what counts.
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  /** The value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers the runtime's waiting `next`; it must have asked. */
  deliver(delivery: Delivery): void {
    const response = this.#waiting;
    if (response === undefined) throw new Error('The runtime has not asked for an event.');
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
    const path = (request.url ?? '').replace(/^\/2018-06-01\/runtime/, '');
    if (request.method === 'GET' && path === '/invocation/next') return this.#next(response);
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
      this.#tell({ kind: 'response-too-large' });
      const text = `Exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
      return refuse(response, 413, 'RequestEntityTooLarge', text);
    }
    if (kind === 'response') this.#tell({ kind: 'response', body });
    else this.#tell({ kind: 'error', body, xrayCause: header(request, 'lambda-runtime-function-xray-error-cause') });
    accept(response);
  }

  #next(response: ServerResponse): void {
    if (this.#state === 'starting' || this.#state === 'answered') {
      this.#state = 'ready';
      this.#waiting = response;
      this.#tell({ kind: 'next' });
    } else refuseState(response);
  }

  #initError(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void {
    if (this.#state !== 'starting') {
      refuseState(response);
      return;
    }
    this.#state = 'failed';
    const errorType = header(request, 'lambda-runtime-function-error-type') ?? '';
    this.#tell({ kind: 'init-error', body: body ?? Buffer.from('{}'), errorType });
    accept(response);
  }
}

/** The whole body, or undefined when it is too large; read to its end even then, so that the sender sees the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_RESPONSE_BYTES) chunks.push(chunk);
  }
  return size <= MAX_RESPONSE_BYTES ? Buffer.concat(chunks) : undefined;
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
