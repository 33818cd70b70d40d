import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../aws/error.ts';

/** The input of a route. */
export interface RouteInput {
  /** The decoded parameters of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body as JSON. Rejects with an {@link AwsError} if it is too large or is not JSON. */
  json(): Promise<unknown>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** A path in the syntax of URLPattern: `/_local/traces/:id`. */
  readonly path: string;
  run(input: RouteInput): Answer | Promise<Answer>;
}

/** Lambda accepts events of up to 6 MB. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** The browser must not guess another type, no other site may frame or read an answer, and the browser must not cache it. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

export function ok(value: unknown): Answer {
  return jsonAnswer(200, value);
}

export function notFound(message: string): Answer {
  return jsonAnswer(404, { message });
}

function jsonAnswer(status: number, value: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'content-security-policy': "default-src 'none'; sandbox" },
    body: JSON.stringify(value),
  };
}

/** Finds the route of a request and sends its answer. An AwsError becomes an answer. Rejects with any other error. */
export function createRouter(routes: readonly Route[]) {
  const compiled = routes.map((route) => ({ route, pattern: new URLPattern({ pathname: route.path }) }));

  return async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    for (const { route, pattern } of compiled) {
      const match = route.method === method && pattern.exec({ pathname: url.pathname });
      if (!match) continue;
      return send(response, await answer(route, match.pathname.groups, url.searchParams, request));
    }
    send(
      response,
      notFound(`There is no ${request.method} ${url.pathname} here. Calls to AWS's APIs need a signature.`),
    );
  };
}

async function answer(
  route: Route,
  groups: Record<string, string | undefined>,
  query: URLSearchParams,
  request: IncomingMessage,
): Promise<Answer> {
  try {
    return await route.run({ params: decodeAll(groups), query, json: () => readJson(request) });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return jsonAnswer(error.status, { ...error.members, code: error.code, message: error.message });
  }
}

function decodeAll(groups: Record<string, string | undefined>): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups)) {
    try {
      params[name] = decodeURIComponent(value ?? '');
    } catch {
      throw new AwsError('BadPath', `"${value}" is not percent-encoded text.`);
    }
  }
  return params;
}

/** Requires the content type of JSON. A form on another site, which a browser sends without asking, cannot have that type. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!request.headers['content-type']?.startsWith('application/json')) {
    throw new AwsError('UnsupportedMediaType', 'The body must be application/json.', { status: 415 });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new AwsError('RequestTooLarge', 'The body is larger than 6 MB.', { status: 413 });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new AwsError('NotJson', `The body is not JSON: ${(cause as Error).message}`);
  }
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    ...HEADERS,
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}
