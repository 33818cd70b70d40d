import type { LambdaAuthorizer } from '../../../services/apigateway/contract.ts';
import type { DeclaredAuthorizer } from './api-parts.ts';
import { functionArnIn } from './lambda-uri.ts';

/** REST APIs keep an authorizer's answer for 5 minutes, HTTP APIs do not keep it. */
const REST_TTL_SECONDS = 300;

interface AuthorizerSettings {
  readonly apiKind: 'REST' | 'HTTP';
  readonly name: string;
  readonly type: 'TOKEN' | 'REQUEST';
  readonly uri: string | undefined;
  readonly identitySources: readonly string[];
  readonly identityValidation?: string | undefined;
  readonly ttlSeconds?: number | undefined;
  readonly payloadFormat?: string | undefined;
  readonly simpleResponses?: boolean;
  readonly hasCredentials: boolean;
}

export function lambdaAuthorizer(settings: AuthorizerSettings): DeclaredAuthorizer {
  const { apiKind, name, type, identitySources, identityValidation, hasCredentials } = settings;
  const functionArn = functionArnIn(settings.uri);
  if (functionArn === undefined) return { kind: 'ignored', type: 'without a function' };
  const authorizer: LambdaAuthorizer = {
    kind: 'lambda',
    type,
    name,
    functionArn,
    identitySources,
    ...(identityValidation !== undefined && { identityValidation }),
    ttlSeconds: settings.ttlSeconds ?? (apiKind === 'REST' ? REST_TTL_SECONDS : 0),
    payloadFormat: apiKind === 'HTTP' && settings.payloadFormat === '2.0' ? '2.0' : '1.0',
    simpleResponses: settings.simpleResponses ?? false,
    hasCredentials,
  };
  return authorizer;
}

/** `method.request.header.A, method.request.querystring.b` as a list. */
export function identitySourcesIn(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((source) => source.trim())
    .filter((source) => source !== '');
}
