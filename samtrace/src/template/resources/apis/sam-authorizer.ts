import type { DeclaredAuthorizer } from './api-parts.ts';
import { lambdaAuthorizer } from './authorizer.ts';
import { type Fields, fields, isTrue, number, text, texts } from './fields.ts';

/** An authorizer of SAM's `Auth.Authorizers`. */
export function samAuthorizer(name: string, settings: Fields, kind: 'REST' | 'HTTP'): DeclaredAuthorizer {
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
