import { headerOf, mediaType, queryPairs, requestTime } from '../exchange.ts';
import { cookiesOf, httpHeaders } from './http-headers.ts';
import { type HttpRequest, routeKey } from './http-request.ts';

/** Media types whose bodies are text in the event of an HTTP API. All other bodies are base64. Measured on AWS. */
const TEXT = new Set(['application/json', 'application/javascript', 'application/xml']);

/**
 * The event of payload format 2.0. Keys without a value are absent, not null.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(call: HttpRequest): Record<string, unknown> {
  const { request, stage } = call;
  const { cookie: _, ...headers } = httpHeaders(request, call.traceHeader);
  return {
    ...httpEventStart(call, headers),
    requestContext: httpRequestContext(call),
    ...bodyFields(call),
    ...(Object.keys(stage.variables).length > 0 && { stageVariables: stage.variables }),
  };
}

/** The part that is the same in the event of an authorizer, and in that of a function URL. */
export function httpEventStart(call: HttpRequest, headers: Readonly<Record<string, string>>): Record<string, unknown> {
  const { request, pathParameters } = call;
  const cookies = cookiesOf(request);
  const query = joinedQuery(request.rawQuery);
  return {
    version: '2.0',
    routeKey: routeKey(call.route),
    rawPath: call.path,
    rawQueryString: request.rawQuery,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query && { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
  };
}

export function httpRequestContext(call: HttpRequest): Record<string, unknown> {
  const { request, account, api, stage } = call;
  return {
    accountId: account.accountId,
    apiId: api.apiId,
    ...(call.authorizer && { authorizer: call.authorizer }),
    domainName: headerOf(request, 'host') ?? '',
    domainPrefix: api.apiId,
    http: {
      method: request.method,
      path: call.path,
      protocol: 'HTTP/1.1',
      sourceIp: request.sourceIp,
      userAgent: headerOf(request, 'user-agent') ?? '',
    },
    requestId: call.requestId,
    routeKey: routeKey(call.route),
    stage: stage.name,
    time: requestTime(request.receivedAtMs),
    timeEpoch: request.receivedAtMs,
  };
}

/** `body` and `isBase64Encoded`. */
export function bodyFields({ request }: Pick<HttpRequest, 'request'>): Record<string, unknown> {
  if (request.body.length === 0) return { isBase64Encoded: false };
  const type = mediaType(headerOf(request, 'content-type'));
  const isText = type.startsWith('text/') || TEXT.has(type);
  return { body: request.body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** Decoded; the values of a repeated parameter joined by commas. Undefined when there is none. */
function joinedQuery(rawQuery: string): Record<string, string> | undefined {
  const joined = new Map<string, string>();
  for (const [name, value] of queryPairs(rawQuery)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return joined.size === 0 ? undefined : Object.fromEntries(joined);
}
