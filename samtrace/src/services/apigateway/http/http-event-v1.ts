import { headerOf, queryPairs, requestTime } from '../exchange.ts';
import { lastValues, queryValues, restHeaders } from '../rest/rest-headers.ts';
import { bodyFields } from './http-event.ts';
import type { HttpRequest } from './http-request.ts';

/**
 * The event of an HTTP API whose integration has payload format 1.0: the event of a REST API with a `version`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEventV1(call: HttpRequest): Record<string, unknown> {
  const { request, route, stage, pathParameters } = call;
  const headers = restHeaders(request, { traceHeader: call.traceHeader });
  if (request.body.length > 0) headers['Content-Length'] = [String(request.body.length)];
  const query = queryValues(queryPairs(request.rawQuery));
  const { body = null, isBase64Encoded } = bodyFields(call);
  return {
    version: '1.0',
    resource: route.path,
    path: call.path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: query === undefined ? null : lastValues(query),
    multiValueQueryStringParameters: query ?? null,
    requestContext: httpRequestContextV1(call),
    pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters,
    stageVariables: Object.keys(stage.variables).length === 0 ? null : stage.variables,
    body,
    isBase64Encoded,
  };
}

export function httpRequestContextV1(call: HttpRequest): Record<string, unknown> {
  const { request, route, stage, api, account, caller } = call;
  return {
    accountId: account.accountId,
    apiId: api.apiId,
    ...(call.authorizerContext !== undefined && { authorizer: call.authorizerContext ?? {} }),
    domainName: headerOf(request, 'host') ?? '',
    domainPrefix: api.apiId,
    extendedRequestId: call.requestId,
    httpMethod: request.method,
    identity: {
      accessKey: caller?.accessKey ?? null,
      accountId: caller?.accountId ?? null,
      caller: caller?.userId ?? null,
      cognitoAmr: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: caller?.userId ?? null,
      userAgent: headerOf(request, 'user-agent') ?? null,
      userArn: caller?.userArn ?? null,
    },
    path: call.path,
    protocol: 'HTTP/1.1',
    requestId: call.requestId,
    requestTime: requestTime(request.receivedAtMs),
    requestTimeEpoch: request.receivedAtMs,
    resourceId: null,
    resourcePath: route.path,
    stage: stage.name,
  };
}
