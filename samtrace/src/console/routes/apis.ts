import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { AwsError, messageOf } from '../../aws/error.ts';
import { isJsonObject } from '../../aws/json.ts';
import { newTraceId, parseTraceHeader } from '../../aws/trace-header.ts';
import type { ApiAnswer, HttpAnswer } from '../model/contract.ts';
import type { ConsoleApis } from '../ports.ts';
import { ok, type Route } from '../routing.ts';

interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The page shows no more of a body. */
const MAX_SHOWN_BYTES = 256 * 1024;

/** The APIs, and a way to send them an HTTP request. */
export function apiRoutes(apis: ConsoleApis, now: () => number): Route[] {
  return [
    { method: 'GET', path: '/_local/apis', run: () => ok(apis.apis().map(answerOf)) },
    {
      method: 'POST',
      path: '/_local/apis/:logicalId/requests',
      async run({ params, json }) {
        const request = requestIn(await json());
        const api = apis.apis().find(({ logicalId }) => logicalId === params.logicalId);
        if (api !== undefined) return ok(await send(api, request, now));
        throw new AwsError('NotFoundException', `The template has no API ${params.logicalId}.`, { status: 404 });
      },
    },
  ];
}

function answerOf({ logicalId, kind, url, stages, routes }: ReturnType<ConsoleApis['apis']>[number]): ApiAnswer {
  return { logicalId, kind, url, stages, routes: routes.map(({ method, path }) => ({ method, path })) };
}

function requestIn(body: unknown): HttpRequest {
  const { method, path, headers = {}, body: text = '' } = isJsonObject(body) ? body : {};
  const isRequest =
    typeof method === 'string' &&
    typeof path === 'string' &&
    typeof text === 'string' &&
    isJsonObject(headers) &&
    Object.values(headers).every((value) => typeof value === 'string');
  if (isRequest && path.startsWith('/'))
    return { method, path, headers: headers as HttpRequest['headers'], body: text };
  throw new AwsError(
    'InvalidRequestContentException',
    'The body must be {"method": "GET", "path": "/orders", "headers": {}, "body": ""}, and the path must begin with a slash.',
  );
}

/** Sends through the API's own port, so that everything is as for any other client. */
async function send(
  api: ReturnType<ConsoleApis['apis']>[number],
  { method, path, headers, body }: HttpRequest,
  now: () => number,
): Promise<HttpAnswer> {
  const given = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-amzn-trace-id')?.[1];
  const traceId = parseTraceHeader(given).root ?? newTraceId(now());
  // A request from the page gets a sampled trace. A REST API without tracing leaves the decision to the function, as on AWS.
  const isSampled = api.kind !== 'REST' || api.tracingEnabled;
  const trace = given === undefined ? { 'X-Amzn-Trace-Id': `Root=${traceId}${isSampled ? ';Sampled=1' : ''}` } : {};
  const { hostname, port } = new URL(api.url);
  const started = performance.now();
  try {
    const request = httpRequest({ hostname, port, method, path, headers: { ...headers, ...trace }, agent: false });
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const { text, size } = await bodyOf(response);
    return {
      status: response.statusCode ?? 0,
      headers: pairs(response.rawHeaders),
      body: text,
      size,
      durationMs: performance.now() - started,
      traceId,
    };
  } catch (error) {
    throw new AwsError('BadRequestException', `The request cannot be sent: ${messageOf(error)}`);
  }
}

async function bodyOf(response: IncomingMessage): Promise<{ text: string; size: number }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (size < MAX_SHOWN_BYTES) chunks.push(chunk);
    size += chunk.length;
  }
  return { text: Buffer.concat(chunks).subarray(0, MAX_SHOWN_BYTES).toString('utf8'), size };
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
    rawHeaders[2 * index] ?? '',
    rawHeaders[2 * index + 1] ?? '',
  ]);
}
