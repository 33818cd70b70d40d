import type { Authorizer, LambdaAuthorizer } from '../contract.ts';
import type { ApiRequest } from '../exchange.ts';
import { invokeFunction } from '../invocation.ts';
import { parsedAnswer } from '../lambda-answer.ts';
import type { OtherServices } from '../other-services.ts';
import { identityValues } from './identity-source.ts';
import { type AuthorizerAnswer, askLambdaAuthorizer } from './lambda-authorizer.ts';
import type { AuthorizerOutcome } from './outcome.ts';
import type { ResultCache } from './result-cache.ts';

/** API Gateway waits no longer for an authorizer. */
const AUTHORIZER_TIMEOUT_MS = 29_000;

interface AuthorizerRequest {
  readonly request: ApiRequest;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** `requestContext` of the event. */
  readonly context: Readonly<Record<string, unknown>>;
  /** `arn:aws:execute-api:…`, of the request. */
  readonly methodArn: string;
  /** `arn:aws:execute-api:…:<api>/authorizers/<name>`, which the authorizer's permission names. */
  readonly authorizerArn: string;
  readonly traceHeader: string;
  event(authorizer: LambdaAuthorizer, identity: readonly string[]): Record<string, unknown>;
}

/** The decision of a route's authorizer. */
export async function askAuthorizer(
  authorizer: Authorizer,
  asked: AuthorizerRequest,
  services: OtherServices,
  cache: ResultCache<AuthorizerAnswer>,
): Promise<AuthorizerOutcome> {
  if (authorizer.kind === 'iam') return askIam(asked, services);
  const { request, stageVariables, context } = asked;
  const identity = identityValues(authorizer.identitySources, { request, stageVariables, context });
  return askLambdaAuthorizer({
    authorizer,
    identity,
    methodArn: asked.methodArn,
    cache,
    nowMs: services.now(),
    event: () => asked.event(authorizer, identity ?? []),
    invoke: (event) => invokeAuthorizer(authorizer, event, asked, services),
  });
}

/** samtrace does not verify signatures. It evaluates the role of the access key. */
function askIam({ request, methodArn }: AuthorizerRequest, services: OtherServices): AuthorizerOutcome {
  const caller = services.signerOf(request, 'execute-api');
  if (caller === undefined) return { kind: 'unsigned' };
  const allowed = services.mayCall(caller.accessKey, 'execute-api:Invoke', methodArn);
  return allowed ? { kind: 'signed', caller } : { kind: 'denied', explicit: false };
}

async function invokeAuthorizer(
  authorizer: LambdaAuthorizer,
  event: Record<string, unknown>,
  { traceHeader, authorizerArn }: AuthorizerRequest,
  services: OtherServices,
): Promise<AuthorizerAnswer> {
  const { functionArn, hasCredentials, payloadFormat } = authorizer;
  const startMs = services.now();
  const outcome = await invokeFunction(services, {
    integration: { kind: 'lambda', functionArn, payloadFormat, timeoutMs: AUTHORIZER_TIMEOUT_MS, hasCredentials },
    event,
    traceHeader,
    sourceArns: [authorizerArn],
  });
  if (outcome.kind === 'answer') {
    const parsed = parsedAnswer(outcome.payload);
    if (parsed === undefined) return { kind: 'failed', reason: "The authorizer's answer is not JSON." };
    return { kind: 'answer', value: parsed.value, latencyMs: services.now() - startMs };
  }
  // By AWS's contract, an authorizer that fails with this message refuses the caller.
  if (outcome.kind === 'function-error' && outcome.reason.includes('"errorMessage":"Unauthorized"')) {
    return { kind: 'unauthorized' };
  }
  return { kind: 'failed', reason: outcome.reason };
}
