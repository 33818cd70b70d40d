import type { Declared, DeclaredResource } from '../declared.ts';
import { type ApiParts, type DeclaredAuthorizer, type DeclaredRoute, NO_PARTS } from './api-parts.ts';
import { identitySourcesIn, lambdaAuthorizer } from './authorizer.ts';
import { type Fields, fields, isTrue, items, number, text } from './fields.ts';
import { integrationOf } from './integration.ts';
import { gatewayResponse } from './open-api.ts';
import { propertiesOf } from './properties-of.ts';
import { GATEWAY_RESPONSE, REST_AUTHORIZER, REST_METHOD, REST_RESOURCE, rootResourceId } from './rest-kinds.ts';

/** The parts of a REST API that separate resources declare. */
export function restResourceParts(api: DeclaredResource, declared: Declared): ApiParts {
  const ofApi = (type: string) =>
    declared
      .ofTypes(type)
      .map((resource) => ({ ref: resource.ref, settings: propertiesOf(resource) }))
      .filter(({ settings }) => text(settings.RestApiId) === api.ref);
  const paths = pathsOf(rootResourceId(api.name), ofApi(REST_RESOURCE.type));
  return {
    ...NO_PARTS,
    routes: ofApi(REST_METHOD.type).flatMap(({ settings }) => routeOf(settings, paths) ?? []),
    authorizers: Object.fromEntries(
      ofApi(REST_AUTHORIZER.type).map(({ ref, settings }) => [ref, authorizerOf(ref, settings)]),
    ),
    gatewayResponses: Object.fromEntries(
      ofApi(GATEWAY_RESPONSE.type).map(({ settings }) => [
        text(settings.ResponseType) ?? '',
        gatewayResponse(camelCased(settings)),
      ]),
    ),
  };
}

/** The path of each resource, by its id. */
function pathsOf(rootId: string, resources: readonly { ref: string; settings: Fields }[]): Map<string, string> {
  const paths = new Map([[rootId, '']]);
  // A parent may be declared after its child.
  for (let open = [...resources], before = -1; open.length > 0 && open.length !== before; ) {
    before = open.length;
    open = open.filter(({ ref, settings }) => {
      const parent = paths.get(text(settings.ParentId) ?? '');
      if (parent === undefined) return true;
      paths.set(ref, `${parent}/${text(settings.PathPart)}`);
      return false;
    });
  }
  return paths;
}

/** Undefined for a method of a resource that does not exist. */
function routeOf(settings: Fields, paths: ReadonlyMap<string, string>): DeclaredRoute | undefined {
  const path = paths.get(text(settings.ResourceId) ?? '');
  if (path === undefined) return undefined;
  const { AuthorizationType, AuthorizerId, ApiKeyRequired } = settings;
  const integration = camelCased(fields(settings.Integration));
  const [response] = items(integration.integrationResponses).map((each) => camelCased(fields(each)));
  const type = text(AuthorizationType) ?? 'NONE';
  const authorizerName = type === 'AWS_IAM' ? type : text(AuthorizerId);
  return {
    method: text(settings.HttpMethod) ?? 'ANY',
    path: path || '/',
    integration: integrationOf({ ...integration, ...(response && { responses: { default: response } }) }, 'REST'),
    ...(type !== 'NONE' && authorizerName !== undefined && { authorizerName }),
    apiKeyRequired: isTrue(ApiKeyRequired),
  };
}

function authorizerOf(id: string, settings: Fields): DeclaredAuthorizer {
  const type = text(settings.Type) ?? '';
  if (type !== 'TOKEN' && type !== 'REQUEST') return { kind: 'ignored', type };
  return lambdaAuthorizer({
    apiKind: 'REST',
    name: id,
    type,
    uri: text(settings.AuthorizerUri),
    identitySources: identitySourcesIn(text(settings.IdentitySource)),
    identityValidation: text(settings.IdentityValidationExpression),
    ttlSeconds: number(settings.AuthorizerResultTtlInSeconds),
    hasCredentials: text(settings.AuthorizerCredentials) !== undefined,
  });
}

/** CloudFormation writes `TimeoutInMillis` where documents write `timeoutInMillis`. */
function camelCased(settings: Fields): Fields {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`${name[0]?.toLowerCase()}${name.slice(1)}`, value]),
  );
}
