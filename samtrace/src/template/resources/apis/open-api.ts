import { isJsonObject } from '../../../aws/json.ts';
import type { GatewayResponseOverride } from '../../../services/apigateway/contract.ts';
import { type ApiParts, type DeclaredAuthorizer, type DeclaredRoute, NO_PARTS } from './api-parts.ts';
import { identitySourcesIn, lambdaAuthorizer } from './authorizer.ts';
import { corsRules } from './cors.ts';
import { type Fields, fields, isTrue, items, number, text, textMap, texts, unquoted } from './fields.ts';
import { integrationOf } from './integration.ts';

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);
const ANY_METHOD = 'x-amazon-apigateway-any-method';

/**
 * The parts of an API that its OpenAPI document declares, with API Gateway's extensions.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function openApiParts(
  document: unknown,
  kind: 'REST' | 'HTTP',
  { hasDefaultAuthorizer = false }: { hasDefaultAuthorizer?: boolean } = {},
): ApiParts {
  if (!isJsonObject(document)) return NO_PARTS;
  const schemes = schemesOf(document);
  // SAM's default authorizer wins over the security of the whole document.
  const ofDocument = hasDefaultAuthorizer ? undefined : document.security;
  const cors = document['x-amazon-apigateway-cors'];
  return {
    routes: Object.entries(fields(document.paths)).flatMap(([path, item]) =>
      routesOf(path, item, kind, (own) => securityOf(own ?? ofDocument, schemes)),
    ),
    authorizers: Object.fromEntries(
      Object.entries(schemes).flatMap(([name, scheme]) => {
        const authorizer = authorizerOf(name, fields(scheme), kind);
        return authorizer === undefined ? [] : [[name, authorizer]];
      }),
    ),
    binaryMediaTypes: texts(document['x-amazon-apigateway-binary-media-types']),
    gatewayResponses: gatewayResponsesOf(document['x-amazon-apigateway-gateway-responses']),
    ...(isJsonObject(cors) && { cors: corsRules(cors) }),
  };
}

function schemesOf(document: Fields): Fields {
  return fields(fields(document.components).securitySchemes ?? document.securityDefinitions);
}

type Security = Pick<DeclaredRoute, 'authorizerName' | 'apiKeyRequired'>;

/** The authorizer of an operation, and whether it needs an API key: both are schemes in its `security`. */
function securityOf(security: unknown, schemes: Fields): Security {
  const names = items(security).flatMap((each) => Object.keys(fields(each)));
  const isApiKey = (name: string) => name === 'api_key' || fields(schemes[name]).name === 'x-api-key';
  const authorizerName = names.find((name) => !isApiKey(name));
  return { ...(authorizerName !== undefined && { authorizerName }), apiKeyRequired: names.some(isApiKey) };
}

function routesOf(
  path: string,
  item: unknown,
  kind: 'REST' | 'HTTP',
  securityFor: (security: unknown) => Security,
): DeclaredRoute[] {
  return Object.entries(fields(item)).flatMap(([name, operation]) => {
    const method = name.toLowerCase();
    if (method !== ANY_METHOD && !METHODS.has(method)) return [];
    const { security, 'x-amazon-apigateway-integration': settings } = fields(operation);
    // An operation without an integration answers nothing; an event of SAM may add the integration.
    if (!isJsonObject(settings)) return [];
    return [
      {
        method: method === ANY_METHOD ? 'ANY' : method.toUpperCase(),
        path: routePath(path, kind),
        integration: integrationOf(settings, kind),
        ...securityFor(security),
      },
    ];
  });
}

/** The path of a route: HTTP APIs write their default route with a slash, too, and REST APIs drop a slash at the end. */
export function routePath(path: string, kind: 'REST' | 'HTTP'): string {
  if (kind === 'HTTP') return path === '/$default' ? '$default' : path;
  return path.replace(/^(.+)\/$/, '$1');
}

/** Undefined for a scheme that is about documentation only. */
function authorizerOf(name: string, scheme: Fields, kind: 'REST' | 'HTTP'): DeclaredAuthorizer | undefined {
  const settings = scheme['x-amazon-apigateway-authorizer'];
  const authType = text(scheme['x-amazon-apigateway-authtype']) ?? '';
  if (authType.toLowerCase() === 'awssigv4') return { kind: 'iam' };
  if (!isJsonObject(settings)) return undefined;
  const type = (text(settings.type) ?? '').toUpperCase();
  if (type !== 'TOKEN' && type !== 'REQUEST') return { kind: 'ignored', type };
  const given = texts(settings.identitySource).flatMap(identitySourcesIn);
  const header = text(scheme.name) ?? 'Authorization';
  return lambdaAuthorizer({
    apiKind: kind,
    name,
    type,
    uri: text(settings.authorizerUri),
    identitySources: type === 'TOKEN' ? [`method.request.header.${header}`] : given,
    identityValidation: text(settings.identityValidationExpression),
    ttlSeconds: number(settings.authorizerResultTtlInSeconds),
    payloadFormat: text(settings.authorizerPayloadFormatVersion),
    simpleResponses: isTrue(settings.enableSimpleResponses),
    hasCredentials: text(settings.authorizerCredentials) !== undefined,
  });
}

function gatewayResponsesOf(value: unknown): Record<string, GatewayResponseOverride> {
  return Object.fromEntries(
    Object.entries(fields(value)).map(([type, response]) => [type, gatewayResponse(fields(response))]),
  );
}

/** `responseParameters` as documents and resources write them: `gatewayresponse.header.Name: "'value'"`. */
export function gatewayResponse(settings: Fields): GatewayResponseOverride {
  const status = number(settings.statusCode);
  const headers = Object.entries(textMap(settings.responseParameters)).flatMap(([name, value]) => {
    const [, header] = /^gatewayresponse\.header\.(.+)$/i.exec(name) ?? [];
    return header === undefined ? [] : [[header, unquoted(value)] as const];
  });
  const template = text(fields(settings.responseTemplates)['application/json']);
  return {
    ...(status !== undefined && { status }),
    headers: Object.fromEntries(headers),
    ...(template !== undefined && { template }),
  };
}
