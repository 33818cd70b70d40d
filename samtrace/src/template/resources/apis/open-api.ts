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
export function openApiParts(document: unknown, kind: 'REST' | 'HTTP'): ApiParts {
  if (!isJsonObject(document)) return NO_PARTS;
  const schemes = fields(fields(document.components).securitySchemes ?? document.securityDefinitions);
  const cors = document['x-amazon-apigateway-cors'];
  return {
    routes: Object.entries(fields(document.paths)).flatMap(([path, item]) => routesOf(path, item, document, kind)),
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

function routesOf(path: string, item: unknown, document: Fields, kind: 'REST' | 'HTTP'): DeclaredRoute[] {
  return Object.entries(fields(item)).flatMap(([name, operation]) => {
    const method = name.toLowerCase();
    if (method !== ANY_METHOD && !METHODS.has(method)) return [];
    const { security = document.security, ...rest } = fields(operation);
    const settings = rest['x-amazon-apigateway-integration'];
    // An operation without an integration answers nothing; an event of SAM may add the integration.
    if (!isJsonObject(settings)) return [];
    const authorizerName = items(security).flatMap((each) => Object.keys(fields(each)))[0];
    const integration = integrationOf(settings, kind);
    const key = { method: method === ANY_METHOD ? 'ANY' : method.toUpperCase(), path };
    return [{ ...key, integration, ...(authorizerName !== undefined && { authorizerName }), apiKeyRequired: false }];
  });
}

/** Undefined for a scheme that is about documentation only. */
function authorizerOf(name: string, scheme: Fields, kind: 'REST' | 'HTTP'): DeclaredAuthorizer | undefined {
  const settings = scheme['x-amazon-apigateway-authorizer'];
  const authType = text(scheme['x-amazon-apigateway-authtype']) ?? '';
  if (authType.toLowerCase() === 'awssigv4') return { kind: 'iam' };
  if (!isJsonObject(settings)) return undefined;
  const type = (text(settings.type) ?? '').toUpperCase();
  if (type !== 'TOKEN' && type !== 'REQUEST') return { kind: 'ignored', type };
  const given = text(settings.identitySource);
  const header = text(scheme.name) ?? 'Authorization';
  return lambdaAuthorizer({
    apiKind: kind,
    name,
    type,
    uri: text(settings.authorizerUri),
    identitySources: type === 'TOKEN' ? [`method.request.header.${header}`] : identitySourcesIn(given),
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
