import { httpAuthorizerEvent } from '../../src/services/apigateway/authorizer/http-authorizer-event.ts';
import { restAuthorizerEvent } from '../../src/services/apigateway/authorizer/rest-authorizer-event.ts';
import type {
  ApiDefinition,
  HttpApiDefinition,
  LambdaAuthorizer,
  RestApiDefinition,
  Route,
} from '../../src/services/apigateway/contract.ts';
import type { ApiRequest } from '../../src/services/apigateway/exchange.ts';
import { httpEvent } from '../../src/services/apigateway/http/http-event.ts';
import { httpEventV1 } from '../../src/services/apigateway/http/http-event-v1.ts';
import { restEvent } from '../../src/services/apigateway/rest/rest-event.ts';
import { urlEvent } from '../../src/services/apigateway/url/url-event.ts';
import { ACCOUNT, MESSAGE, TIME_MS, type Trigger } from './trigger.ts';

const IDS = {
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
};

/** The events that an API makes of requests to the routes of a function, as samtrace itself makes them. */
export function apiTriggers(api: ApiDefinition, isInvoked: (functionArn: string) => boolean): Trigger[] {
  if (api.kind === 'URL') {
    if (!isInvoked(api.functionArn)) return [];
    return [
      {
        source: 'function URL',
        event: urlEvent({ url: api, account: ACCOUNT, request: requestFor('GET', '/'), ...IDS }),
      },
    ];
  }
  const asIntegration = api.routes.flatMap((route): Trigger[] => {
    const { integration } = route;
    if (integration.kind !== 'lambda' || !isInvoked(integration.functionArn)) return [];
    return [{ source: `${api.kind} API ${route.method} ${route.path}`, event: routeEvent(api, route) }];
  });
  const asAuthorizer = api.routes.flatMap((route): Trigger[] => {
    const { authorizer } = route;
    if (authorizer?.kind !== 'lambda' || !isInvoked(authorizer.functionArn)) return [];
    return [{ source: `authorizer of a ${api.kind} API`, event: authorizerEvent(api, route, authorizer) }];
  });
  return [...asIntegration, ...asAuthorizer];
}

function routeEvent(api: RestApiDefinition | HttpApiDefinition, route: Route): unknown {
  if (api.kind === 'REST') return restEvent({ ...callOf(api, route), api });
  const isVersion1 = route.integration.kind === 'lambda' && route.integration.payloadFormat === '1.0';
  return isVersion1 ? httpEventV1({ ...callOf(api, route), api }) : httpEvent({ ...callOf(api, route), api });
}

function authorizerEvent(
  api: RestApiDefinition | HttpApiDefinition,
  route: Route,
  authorizer: LambdaAuthorizer,
): unknown {
  const call = callOf(api, route);
  const arn = `arn:aws:execute-api:${ACCOUNT.region}:${ACCOUNT.accountId}:${api.apiId}/${call.stage.name}/${call.request.method}${call.path}`;
  return api.kind === 'REST'
    ? restAuthorizerEvent(authorizer, { ...call, api }, arn, ['token'])
    : httpAuthorizerEvent(authorizer, { ...call, api }, arn, ['token']);
}

function callOf(api: RestApiDefinition | HttpApiDefinition, route: Route) {
  const [stage] = api.stages;
  if (stage === undefined) throw new Error(`${api.logicalId} has no stage.`);
  const names = [...route.path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name ?? '');
  const path = route.path === '$default' ? '/' : route.path.replace(/\{[^}]+\}/g, '1');
  return {
    ...IDS,
    account: ACCOUNT,
    stage,
    route,
    request: requestFor(route.method === 'ANY' ? 'GET' : route.method, path),
    path,
    pathParameters: Object.fromEntries(names.map((name) => [name, '1'])),
    extendedRequestId: 'JKJaXmPLvHcESHA=',
  };
}

function requestFor(method: string, path: string): ApiRequest {
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(method);
  return {
    method,
    path,
    rawQuery: '',
    headers: [
      ['Host', 'example.execute-api.us-east-1.amazonaws.com'],
      ['User-Agent', 'bench'],
      ['Accept', '*/*'],
      ['Authorization', 'token'],
      ['Content-Type', 'application/json'],
    ],
    body: Buffer.from(hasBody ? MESSAGE : ''),
    sourceIp: '127.0.0.1',
    port: 443,
    receivedAtMs: TIME_MS,
  };
}
