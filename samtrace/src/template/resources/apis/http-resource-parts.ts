import type { Integration } from '../../../services/apigateway/contract.ts';
import type { Declared, DeclaredResource } from '../declared.ts';
import { type ApiParts, type DeclaredAuthorizer, type DeclaredRoute, NO_PARTS } from './api-parts.ts';
import { lambdaAuthorizer } from './authorizer.ts';
import { type Fields, isTrue, number, text, texts } from './fields.ts';
import { HTTP_AUTHORIZER, HTTP_INTEGRATION, HTTP_ROUTE } from './http-kinds.ts';
import { integrationOf } from './integration.ts';
import { propertiesOf } from './properties-of.ts';

/** The parts of an HTTP API that separate resources declare, or that the quick create of the API (`Target`) declares. */
export function httpResourceParts(api: DeclaredResource, declared: Declared): ApiParts {
  const ofApi = (type: string) =>
    declared
      .ofTypes(type)
      .map((resource) => ({ ref: resource.ref, settings: propertiesOf(resource) }))
      .filter(({ settings }) => text(settings.ApiId) === api.ref);
  const integrations = new Map(ofApi(HTTP_INTEGRATION.type).map(({ ref, settings }) => [ref, integration(settings)]));
  return {
    ...NO_PARTS,
    routes: [
      ...quickCreated(propertiesOf(api)),
      ...ofApi(HTTP_ROUTE.type).flatMap(({ settings }) => routeOf(settings, integrations) ?? []),
    ],
    authorizers: Object.fromEntries(
      ofApi(HTTP_AUTHORIZER.type).map(({ ref, settings }) => [ref, authorizerOf(ref, settings)]),
    ),
  };
}

function integration(settings: Fields): Integration {
  return integrationOf(
    {
      type: settings.IntegrationType,
      subtype: settings.IntegrationSubtype,
      uri: settings.IntegrationUri,
      payloadFormatVersion: settings.PayloadFormatVersion,
      timeoutInMillis: settings.TimeoutInMillis,
      credentials: settings.CredentialsArn,
    },
    'HTTP',
  );
}

/** An API with a `Target` has one route to it, with payload format 2.0. */
function quickCreated({ Target, RouteKey, CredentialsArn }: Fields): DeclaredRoute[] {
  if (text(Target) === undefined) return [];
  const settings = { type: 'AWS_PROXY', uri: Target, payloadFormatVersion: '2.0', credentials: CredentialsArn };
  return [
    { ...keyOf(text(RouteKey) ?? '$default'), integration: integrationOf(settings, 'HTTP'), apiKeyRequired: false },
  ];
}

/** Undefined for a route whose integration does not exist. */
function routeOf(settings: Fields, integrations: ReadonlyMap<string, Integration>): DeclaredRoute | undefined {
  const found = integrations.get((text(settings.Target) ?? '').replace(/^integrations\//, ''));
  const key = text(settings.RouteKey);
  if (found === undefined || key === undefined) return undefined;
  const type = text(settings.AuthorizationType) ?? 'NONE';
  const authorizerName = type === 'AWS_IAM' ? type : text(settings.AuthorizerId);
  return {
    ...keyOf(key),
    integration: found,
    ...(type !== 'NONE' && authorizerName !== undefined && { authorizerName }),
    apiKeyRequired: isTrue(settings.ApiKeyRequired),
  };
}

/** `GET /orders` or `$default`. */
function keyOf(routeKey: string): { method: string; path: string } {
  const [first = '', path] = routeKey.split(' ');
  return path === undefined ? { method: 'ANY', path: first } : { method: first.toUpperCase(), path };
}

function authorizerOf(id: string, settings: Fields): DeclaredAuthorizer {
  const type = text(settings.AuthorizerType) ?? '';
  if (type !== 'REQUEST') return { kind: 'ignored', type };
  return lambdaAuthorizer({
    apiKind: 'HTTP',
    name: id,
    type,
    uri: text(settings.AuthorizerUri),
    identitySources: texts(settings.IdentitySource),
    ttlSeconds: number(settings.AuthorizerResultTtlInSeconds),
    payloadFormat: text(settings.AuthorizerPayloadFormatVersion),
    simpleResponses: isTrue(settings.EnableSimpleResponses),
    hasCredentials: text(settings.AuthorizerCredentialsArn) !== undefined,
  });
}
