import type { LambdaAuthorizer } from '../contract.ts';
import { queryPairs } from '../exchange.ts';
import { restRequestContext } from '../rest/rest-event.ts';
import { lastValues, queryValues, restHeaders } from '../rest/rest-headers.ts';
import type { RestRequest } from '../rest/rest-request.ts';

/**
 * The event of a REST API's Lambda authorizer. Maps without a value are empty here, where a proxy integration has null.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-input.html
 */
export function restAuthorizerEvent(
  { type }: LambdaAuthorizer,
  call: RestRequest,
  methodArn: string,
  [token]: readonly string[],
): Record<string, unknown> {
  if (type === 'TOKEN') return { type, methodArn, authorizationToken: token };
  const { request, route, stage } = call;
  const headers = restHeaders(request, { traceHeader: call.traceHeader, withLength: true });
  const query = queryValues(queryPairs(request.rawQuery)) ?? {};
  return {
    type,
    methodArn,
    resource: route.path,
    path: call.path.replace(/^\/+/, '/'),
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: lastValues(query),
    multiValueQueryStringParameters: query,
    pathParameters: call.pathParameters,
    stageVariables: stage.variables,
    requestContext: restRequestContext(call),
  };
}
