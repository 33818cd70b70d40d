import type { LambdaAuthorizer } from '../contract.ts';
import { queryPairs } from '../exchange.ts';
import { httpEventStart, httpRequestContext } from '../http/http-event.ts';
import { httpRequestContextV1 } from '../http/http-event-v1.ts';
import { cookiesOf, httpHeaders } from '../http/http-headers.ts';
import type { HttpRequest } from '../http/http-request.ts';
import { lastValues, queryValues } from '../rest/rest-headers.ts';

/**
 * The event of an HTTP API's Lambda authorizer, in its payload format.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function httpAuthorizerEvent(
  { payloadFormat }: LambdaAuthorizer,
  call: HttpRequest,
  routeArn: string,
  identitySource: readonly string[],
): Record<string, unknown> {
  const { request, stage, route } = call;
  const { cookie: _, ...headers } = httpHeaders(request, call.traceHeader);
  const stageVariables = Object.keys(stage.variables).length > 0 ? { stageVariables: stage.variables } : {};
  if (payloadFormat === '2.0') {
    const { version, ...start } = httpEventStart(call, headers);
    return {
      version,
      type: 'REQUEST',
      routeArn,
      identitySource,
      ...start,
      requestContext: httpRequestContext(call),
      ...stageVariables,
    };
  }
  const cookies = cookiesOf(request);
  return {
    version: '1.0',
    type: 'REQUEST',
    methodArn: routeArn,
    identitySource: identitySource.join(','),
    authorizationToken: identitySource[0] ?? '',
    resource: route.path,
    path: call.path,
    httpMethod: request.method,
    headers: { ...headers, ...(cookies.length > 0 && { cookie: cookies.join('; ') }) },
    queryStringParameters: lastValues(queryValues(queryPairs(request.rawQuery)) ?? {}),
    pathParameters: call.pathParameters,
    stageVariables: stage.variables,
    requestContext: httpRequestContextV1(call),
  };
}
