import type { IncomingHttpHeaders, IncomingMessage, ClientRequest as Request } from 'node:http';
import { type ErrorBody, errorBody, xrayErrorCause } from './errors.ts';
import { STREAMING_HEADERS } from './streaming.ts';

// Not an import statement: for a builtin, that evaluates every getter of the module, which for http costs 40 ms of start.
// Tracers replace http.request and http.get, also before this file is loaded (NODE_OPTIONS=--require …). AWS's client makes these
// calls outside Node.js, where no tracer sees them; here, the class below the two functions does it.
const { Agent, ClientRequest } = process.getBuiltinModule('node:http');

/** AWS's clients for other languages omit a longer description of an error (aws-lambda-dotnet, pull request 1011). */
const MAX_HEADER_LENGTH = 1024 * 1024;

/** The runtime's side of https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. */
export class RuntimeApiClient {
  readonly #host: string;
  readonly #port: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #watched = new WeakSet<object>();
  readonly #secret: Record<string, string>;

  /** `secret` proves to the local Runtime API that the caller is this environment's runtime; AWS has no such value. */
  constructor(address: string, secret: string | undefined) {
    const { hostname, port } = new URL(`http://${address}`);
    this.#host = hostname;
    this.#port = port;
    this.#secret = secret === undefined ? {} : { 'samtrace-runtime-secret': secret };
  }

  /** Waits without a time limit for the next event. */
  async next(): Promise<{ headers: IncomingHttpHeaders; body: string }> {
    const response = await this.#request('GET', '/invocation/next');
    return { headers: response.headers, body: await textOf(response) };
  }

  async respond(requestId: string, body: string): Promise<void> {
    await this.#post(`/invocation/${encodeURIComponent(requestId)}/response`, body);
  }

  /** Opens a streamed response. The promise resolves when the platform has read it to its end. */
  respondStreaming(requestId: string): { request: Request; done: Promise<void> } {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const path = `/invocation/${encodeURIComponent(requestId)}/response`;
    const request = this.#open('POST', path, STREAMING_HEADERS, { resolve, reject });
    return { request, done: promise.then(textOf).then(() => undefined) };
  }

  async fail(requestId: string, thrown: unknown): Promise<void> {
    const cause = headerSafe(xrayErrorCause(thrown));
    const headers = cause.length > MAX_HEADER_LENGTH ? {} : { 'lambda-runtime-function-xray-error-cause': cause };
    await this.#post(`/invocation/${encodeURIComponent(requestId)}/error`, JSON.stringify(errorBody(thrown)), headers);
  }

  async failInit(thrown: unknown): Promise<void> {
    const body: ErrorBody = errorBody(thrown);
    await this.#post('/init/error', JSON.stringify(body), {
      'lambda-runtime-function-error-type': headerSafe(body.errorType).slice(0, MAX_HEADER_LENGTH),
    });
  }

  async #post(path: string, body: string, headers: Record<string, string> = {}): Promise<void> {
    await textOf(await this.#request('POST', path, body, { 'content-type': 'application/json', ...headers }));
  }

  #request(method: string, path: string, body = '', headers: Record<string, string> = {}): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      this.#open(method, path, headers, { resolve, reject }).end(body);
    });
  }

  #open(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    { resolve, reject }: { resolve(response: IncomingMessage): void; reject(error: Error): void },
  ): Request {
    const request = new ClientRequest(
      {
        host: this.#host,
        port: this.#port,
        path: `/2018-06-01/runtime${path}`,
        method,
        headers: { ...headers, ...this.#secret },
        agent: this.#agent,
      },
      resolve,
    );
    request.on('error', reject);
    request.on('socket', (socket) => {
      // The platform keeps this connection for the life of the environment. When it breaks, the platform has died, and
      // nothing would ever end this process.
      if (!this.#watched.has(socket)) socket.once('close', () => process.exit(1));
      this.#watched.add(socket);
    });
    return request;
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}

/** Headers support only Latin-1. In JSON, other characters can be escaped. */
function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
