import { isJsonObject } from '../../../aws/json.ts';
import type { GatewayResponseOverride } from '../../../services/apigateway/contract.ts';
import { type ApiParts, type DeclaredRoute, NO_PARTS } from './api-parts.ts';
import { corsRules } from './cors.ts';
import { type Fields, fields, isTrue, items, number, text, textMap, unquoted } from './fields.ts';
import { integrationOf } from './integration.ts';
import { streamingUri } from './lambda-uri.ts';
import { routePath } from './open-api.ts';
import { samAuthorizer } from './sam-authorizer.ts';

/**
 * The parts of an API that SAM creates from the events of the API and from the properties that CloudFormation does not have.
 * `documented` are the routes of the API's own document.
 */
export function samParts(
  events: unknown,
  settings: Fields,
  kind: 'REST' | 'HTTP',
  documented: readonly DeclaredRoute[],
): ApiParts {
  const auth = fields(settings.Auth);
  const routes = items(events).map((event) => {
    const route = routeOf(fields(event), auth, kind);
    const known = documented.find(({ method, path }) => method === route.method && path === route.path);
    if (known === undefined) return route;
    // The security of the document stays where the event has none.
    const { authorizerName = known.authorizerName } = route;
    const merged = { ...route, ...(authorizerName !== undefined && { authorizerName }) };
    return kind === 'HTTP' ? underDocument(merged, known, fields(event)) : merged;
  });
  const cors = settings.CorsConfiguration;
  return {
    ...NO_PARTS,
    routes,
    authorizers: Object.fromEntries(
      Object.entries(fields(auth.Authorizers)).map(([name, each]) => [name, samAuthorizer(name, fields(each), kind)]),
    ),
    gatewayResponses: gatewayResponsesOf(settings.GatewayResponses),
    ...(kind === 'HTTP' && cors !== undefined && isEnabled(cors) && { cors: httpCors(cors) }),
  };
}

/** In an HTTP API, the document's integration stays, and the event adds its settings. */
function underDocument(route: DeclaredRoute, documented: DeclaredRoute, event: Fields): DeclaredRoute {
  const { integration } = documented;
  if (route.integration.kind !== 'lambda' || integration.kind !== 'lambda') return { ...route, integration };
  const { payloadFormat, timeoutMs } = route.integration;
  return {
    ...route,
    integration: {
      ...integration,
      ...(event.PayloadFormatVersion !== undefined && { payloadFormat }),
      ...(event.TimeoutInMillis !== undefined && { timeoutMs }),
    },
  };
}

/** The documented routes of a REST API whose authorizer an event changes. Everything else in the events has no effect. */
export function withOverrides(
  routes: readonly DeclaredRoute[],
  documented: readonly DeclaredRoute[],
  events: unknown,
): DeclaredRoute[] {
  return items(events).flatMap((event, index) => {
    const { authorizerName, method, path } = routes[index] ?? {};
    const known = documented.find((each) => each.method === method && each.path === path);
    const overrides = isTrue(fields(fields(event).Auth).OverrideApiAuth);
    return known === undefined || !overrides || authorizerName === undefined ? [] : [{ ...known, authorizerName }];
  });
}

/** The words of SAM for two events with one method and path; undefined when there are none. */
export function duplicateEvent(routes: readonly DeclaredRoute[]): string | undefined {
  const keys = routes.map(({ method, path }) => `${method} ${path}`);
  const twice = routes.find((_, index) => keys.indexOf(keys[index] ?? '') < index);
  return twice && `API method "${twice.method.toLowerCase()}" defined multiple times for path "${twice.path}".`;
}

/** Whether SAM adds an authorizer to the routes without one. */
export function defaultsIn(settings: Fields): { hasDefaultAuthorizer: boolean } {
  return { hasDefaultAuthorizer: text(fields(settings.Auth).DefaultAuthorizer) !== undefined };
}

/** SAM adds the default authorizer to every route that names none, also to those of an OpenAPI document. */
export function withDefaultAuthorizer(routes: readonly DeclaredRoute[], settings: Fields): DeclaredRoute[] {
  const auth = fields(settings.Auth);
  const name = text(auth.DefaultAuthorizer);
  const addsToPreflight = text(auth.AddDefaultAuthorizerToCorsPreflight)?.toLowerCase() !== 'false';
  return routes.map((route) => {
    const isPreflight = route.method === 'OPTIONS' && route.integration.kind === 'mock';
    if (route.authorizerName === 'NONE' || (isPreflight && !addsToPreflight)) {
      const { authorizerName: _, ...open } = route;
      return open;
    }
    return route.authorizerName === undefined && name !== undefined ? { ...route, authorizerName: name } : route;
  });
}

function routeOf(event: Fields, auth: Fields, kind: 'REST' | 'HTTP'): DeclaredRoute {
  const eventAuth = fields(event.Auth);
  const authorizerName = text(eventAuth.Authorizer);
  const isDefault = Object.keys(eventAuth).length === 0;
  const isIam = (isDefault ? text(auth.DefaultAuthorizer) : authorizerName) === 'AWS_IAM';
  const invokeRole = text(eventAuth.InvokeRole) ?? text(auth.InvokeRole);
  const isStreaming = kind === 'REST' && text(event.ResponseTransferMode) === 'RESPONSE_STREAM';
  const integration = integrationOf(
    {
      type: 'AWS_PROXY',
      uri: isStreaming ? streamingUri(text(event.FunctionArn) ?? '') : event.FunctionArn,
      timeoutInMillis: event.TimeoutInMillis,
      payloadFormatVersion: event.PayloadFormatVersion ?? '2.0',
      // SAM calls the function of an IAM route with the rights of the caller, unless InvokeRole is NONE.
      ...(kind === 'REST' && isIam && invokeRole !== 'NONE' && { credentials: 'caller' }),
    },
    kind,
  );
  const path = text(event.Path);
  const method = (text(event.Method) ?? 'any').toUpperCase();
  return {
    method: method === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : method,
    path: routePath(path ?? '$default', kind),
    integration,
    ...(authorizerName !== undefined && { authorizerName }),
    apiKeyRequired: isTrue(eventAuth.ApiKeyRequired ?? auth.ApiKeyRequired),
  };
}

function gatewayResponsesOf(value: unknown): Record<string, GatewayResponseOverride> {
  return Object.fromEntries(
    Object.entries(fields(value)).map(([type, response]) => {
      const { StatusCode, ResponseParameters, ResponseTemplates } = fields(response);
      const status = number(StatusCode);
      const headers = textMap(fields(ResponseParameters).Headers);
      const template = text(fields(ResponseTemplates)['application/json']);
      const written = Object.entries(headers).map(([name, each]) => [name, unquoted(each)] as const);
      return [
        type,
        {
          ...(status !== undefined && { status }),
          headers: Object.fromEntries(written),
          ...(template !== undefined && { template }),
        },
      ];
    }),
  );
}

function isEnabled(cors: unknown): boolean {
  return isJsonObject(cors) || isTrue(cors);
}

/** `CorsConfiguration: true` allows every origin. */
function httpCors(cors: unknown) {
  return corsRules(isJsonObject(cors) ? cors : { AllowOrigins: ['*'] });
}
