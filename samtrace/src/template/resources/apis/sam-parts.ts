import { isJsonObject } from '../../../aws/json.ts';
import type { GatewayResponseOverride, MockIntegration } from '../../../services/apigateway/contract.ts';
import { type ApiParts, type DeclaredAuthorizer, type DeclaredRoute, NO_PARTS } from './api-parts.ts';
import { lambdaAuthorizer } from './authorizer.ts';
import { corsRules } from './cors.ts';
import { type Fields, fields, isTrue, items, number, text, textMap, texts, unquoted } from './fields.ts';
import { integrationOf } from './integration.ts';

/** The parts of an API that SAM makes of the events that name it and of the properties that CloudFormation does not have. */
export function samParts(events: unknown, settings: Fields, kind: 'REST' | 'HTTP'): ApiParts {
  const auth = fields(settings.Auth);
  const routes = items(events).map((event) => routeOf(fields(event), auth, kind));
  const cors = settings.CorsConfiguration;
  return {
    ...NO_PARTS,
    routes,
    authorizers: Object.fromEntries(
      Object.entries(fields(auth.Authorizers)).map(([name, each]) => [name, authorizerOf(name, fields(each), kind)]),
    ),
    gatewayResponses: gatewayResponsesOf(settings.GatewayResponses),
    ...(kind === 'HTTP' && cors !== undefined && isEnabled(cors) && { cors: httpCors(cors) }),
  };
}

/** The words of SAM for two events with one method and path; undefined when there are none. */
export function duplicateEvent(routes: readonly DeclaredRoute[]): string | undefined {
  const keys = routes.map(({ method, path }) => `${method} ${path}`);
  const twice = routes.find((_, index) => keys.indexOf(keys[index] ?? '') < index);
  return twice && `API method "${twice.method.toLowerCase()}" defined multiple times for path "${twice.path}".`;
}

/** SAM adds the default authorizer to every route that names none, also to those of an OpenAPI document. */
export function withDefaultAuthorizer(routes: readonly DeclaredRoute[], settings: Fields): DeclaredRoute[] {
  const auth = fields(settings.Auth);
  const name = text(auth.DefaultAuthorizer);
  return routes.map((route) => {
    const isPreflight = route.method === 'OPTIONS' && route.integration.kind === 'mock';
    if (route.authorizerName === 'NONE' || (isPreflight && !isTrue(auth.AddDefaultAuthorizerToCorsPreflight))) {
      const { authorizerName: _, ...open } = route;
      return open;
    }
    return route.authorizerName === undefined && name !== undefined ? { ...route, authorizerName: name } : route;
  });
}

/** The OPTIONS methods that SAM adds to each path of a REST API with `Cors`. */
export function corsRoutes(routes: readonly DeclaredRoute[], cors: unknown): DeclaredRoute[] {
  if (cors === undefined || cors === null) return [];
  const settings = isJsonObject(cors) ? cors : { AllowOrigin: cors };
  const paths = new Map<string, Set<string>>();
  for (const { path, method } of routes) paths.set(path, (paths.get(path) ?? new Set()).add(method));
  return [...paths].flatMap(([path, methods]) => {
    if (methods.has('OPTIONS')) return [];
    const integration = preflight(settings, methods);
    return [{ method: 'OPTIONS', path, integration, apiKeyRequired: false }];
  });
}

const ALL_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

function preflight(settings: Fields, methods: ReadonlySet<string>): MockIntegration {
  const computed = methods.has('ANY') ? ALL_METHODS : [...methods, 'OPTIONS'].sort();
  const given = (name: string) => {
    const value = text(settings[name]);
    return value === undefined ? undefined : unquoted(value);
  };
  const headers: [string, string | undefined][] = [
    ['Access-Control-Allow-Origin', given('AllowOrigin')],
    ['Access-Control-Allow-Headers', given('AllowHeaders')],
    ['Access-Control-Allow-Methods', given('AllowMethods') ?? computed.join(',')],
    ['Access-Control-Max-Age', given('MaxAge')],
    ['Access-Control-Allow-Credentials', isTrue(settings.AllowCredentials) ? 'true' : undefined],
  ];
  const present = headers.filter((header): header is [string, string] => header[1] !== undefined);
  return { kind: 'mock', status: 200, headers: Object.fromEntries(present), body: '{}\n' };
}

function routeOf(event: Fields, auth: Fields, kind: 'REST' | 'HTTP'): DeclaredRoute {
  const eventAuth = fields(event.Auth);
  const authorizerName = text(eventAuth.Authorizer);
  const isIam = (authorizerName ?? text(auth.DefaultAuthorizer)) === 'AWS_IAM';
  const invokeRole = text(eventAuth.InvokeRole) ?? text(auth.InvokeRole);
  const integration = integrationOf(
    {
      type: 'AWS_PROXY',
      uri: event.FunctionArn,
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
    path: path ?? '$default',
    integration,
    ...(authorizerName !== undefined && { authorizerName }),
    apiKeyRequired: isTrue(eventAuth.ApiKeyRequired ?? auth.ApiKeyRequired),
  };
}

function authorizerOf(name: string, settings: Fields, kind: 'REST' | 'HTTP'): DeclaredAuthorizer {
  if (settings.UserPoolArn !== undefined) return { kind: 'ignored', type: 'Cognito' };
  if (settings.JwtConfiguration !== undefined) return { kind: 'ignored', type: 'JWT' };
  const identity = fields(settings.Identity);
  const isRequest = kind === 'HTTP' || text(settings.FunctionPayloadType) === 'REQUEST';
  return lambdaAuthorizer({
    apiKind: kind,
    name,
    type: isRequest ? 'REQUEST' : 'TOKEN',
    uri: text(settings.FunctionArn),
    identitySources: isRequest
      ? requestSources(identity, kind)
      : [`method.request.header.${text(identity.Header) ?? 'Authorization'}`],
    identityValidation: text(identity.ValidationExpression),
    ttlSeconds: number(identity.ReauthorizeEvery),
    payloadFormat: text(settings.AuthorizerPayloadFormatVersion),
    simpleResponses: isTrue(settings.EnableSimpleResponses),
    hasCredentials: ![undefined, 'NONE'].includes(text(settings.FunctionInvokeRole)),
  });
}

function requestSources(identity: Fields, kind: 'REST' | 'HTTP'): string[] {
  const request = kind === 'REST' ? 'method.request' : '$request';
  const other = kind === 'REST' ? '' : '$';
  return [
    ...texts(identity.Headers).map((name) => `${request}.header.${name}`),
    ...texts(identity.QueryStrings).map((name) => `${request}.querystring.${name}`),
    ...texts(identity.StageVariables).map((name) => `${other}stageVariables.${name}`),
    ...texts(identity.Context).map((name) => `${other}context.${name}`),
  ];
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
