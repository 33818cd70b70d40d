import { isJsonObject } from '../../../aws/json.ts';
import type { DeclaredResource } from '../declared.ts';
import { type Fields, fields, isTrue, text } from './fields.ts';

const CORS_KEYS = {
  REST: new Set(['AllowCredentials', 'AllowHeaders', 'AllowMethods', 'AllowOrigin', 'MaxAge']),
  HTTP: new Set(['AllowCredentials', 'AllowHeaders', 'AllowMethods', 'AllowOrigins', 'ExposeHeaders', 'MaxAge']),
};

/**
 * The mistakes for which SAM refuses an API, in its words. `events` are those that add a route to the API or change one.
 * Others are accepted, as by `sam local start-api`.
 */
export function mistakesIn(settings: Fields, events: readonly Fields[], kind: 'REST' | 'HTTP'): string[] {
  const auth = fields(settings.Auth);
  return [
    ...corsMistakes(kind === 'REST' ? settings.Cors : settings.CorsConfiguration, kind),
    ...(kind === 'HTTP' ? httpAuthorizerMistakes(auth) : []),
    ...defaultAuthorizerMistakes(auth),
    ...events.flatMap((event) => eventAuthorizerMistakes(event, auth)),
  ];
}

export function reportMistakes({ logicalId, line, properties }: DeclaredResource, mistakes: readonly string[]): void {
  for (const mistake of mistakes) properties.problems.add(line, `${logicalId}: ${mistake}`);
}

function corsMistakes(cors: unknown, kind: 'REST' | 'HTTP'): string[] {
  if (!isJsonObject(cors)) return [];
  const unknown = Object.keys(cors).filter((key) => !CORS_KEYS[kind].has(key));
  const allowsAll = cors.AllowOrigin === undefined || cors.AllowOrigin === "'*'";
  const message = `Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is "'*'" or not set`;
  return [
    ...unknown.map((key) => `Invalid key '${key}' for 'Cors' property.`),
    ...(kind === 'REST' && isTrue(cors.AllowCredentials) && allowsAll ? [message] : []),
  ];
}

function httpAuthorizerMistakes(auth: Fields): string[] {
  return Object.entries(fields(auth.Authorizers)).flatMap(([name, each]) => {
    const { JwtConfiguration, IdentitySource, FunctionArn, AuthorizerPayloadFormatVersion } = fields(each);
    if (JwtConfiguration !== undefined) {
      return IdentitySource === undefined ? [`${name} OAuth2 Authorizer must define 'IdentitySource'.`] : [];
    }
    const missing = Object.entries({ FunctionArn, AuthorizerPayloadFormatVersion }).find(
      ([, value]) => value === undefined,
    );
    return missing === undefined ? [] : [`${name} Lambda Authorizer must define '${missing[0]}'.`];
  });
}

function defaultAuthorizerMistakes(auth: Fields): string[] {
  const name = text(auth.DefaultAuthorizer);
  if (name === undefined || isDefined(name, auth)) return [];
  return [`Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`];
}

function eventAuthorizerMistakes(event: Fields, auth: Fields): string[] {
  const name = text(fields(event.Auth).Authorizer);
  if (name === undefined || name === 'NONE' || isDefined(name, auth)) return [];
  const method = (text(event.Method) ?? 'any').toLowerCase();
  const reason =
    Object.keys(fields(auth.Authorizers)).length === 0
      ? 'the related API does not define any Authorizers'
      : "it wasn't defined in the API's Authorizers";
  const path = text(event.Path) ?? '$default';
  return [`Unable to set Authorizer [${name}] on API method [${method}] for path [${path}] because ${reason}.`];
}

function isDefined(name: string, auth: Fields): boolean {
  return name === 'AWS_IAM' || Object.hasOwn(fields(auth.Authorizers), name);
}
