import { hashedId } from '../../../aws/hashed-id.ts';
import { headerOf, queryPairs, requestTime } from '../exchange.ts';
import { isBinary } from './binary-media-types.ts';
import { lastValues, queryValues, restHeaders } from './rest-headers.ts';
import type { RestRequest } from './rest-request.ts';

/**
 * The event of a REST API's Lambda proxy integration. Keys without a value are null, never absent, and there is no
 * `version`. https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function restEvent(call: RestRequest): Record<string, unknown> {
  const { request, route, stage, api } = call;
  const headers = restHeaders(request, { traceHeader: call.traceHeader, withoutSignature: call.caller !== undefined });
  const query = queryValues(queryPairs(request.rawQuery));
  const binary = isBinary(headerOf(request, 'content-type'), api.binaryMediaTypes);
  const hasBody = request.body.length > 0;
  return {
    resource: route.path,
    path: call.path.replace(/^\/+/, '/'),
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: query === undefined ? null : lastValues(query),
    multiValueQueryStringParameters: query ?? null,
    pathParameters: emptyAsNull(call.pathParameters),
    stageVariables: emptyAsNull(stage.variables),
    requestContext: restRequestContext(call),
    body: hasBody ? request.body.toString(binary ? 'base64' : 'utf8') : null,
    isBase64Encoded: hasBody && binary,
  };
}

/** `requestContext`, which authorizers get as well. */
export function restRequestContext(call: RestRequest): Record<string, unknown> {
  const { request, route, stage, api, account, caller } = call;
  const host = headerOf(request, 'host') ?? '';
  return {
    resourceId: hashedId(`${api.apiId} ${route.path}`, 6),
    ...(call.authorizer && { authorizer: call.authorizer }),
    resourcePath: route.path,
    httpMethod: request.method,
    extendedRequestId: call.extendedRequestId,
    requestTime: requestTime(request.receivedAtMs),
    path: `/${stage.name}${call.path}`,
    accountId: account.accountId,
    protocol: 'HTTP/1.1',
    stage: stage.name,
    domainPrefix: api.apiId,
    requestTimeEpoch: request.receivedAtMs,
    requestId: call.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: caller?.accountId ?? null,
      cognitoIdentityId: null,
      caller: caller?.userId ?? null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: caller?.accessKey ?? null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: caller?.userArn ?? null,
      userAgent: headerOf(request, 'user-agent') ?? null,
      user: caller?.userId ?? null,
    },
    domainName: host,
    deploymentId: api.deploymentId,
    apiId: api.apiId,
  };
}

function emptyAsNull(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null {
  return Object.keys(map).length === 0 ? null : map;
}
