import { isJsonObject } from '../../../aws/json.ts';
import type { LambdaAuthorizer } from '../contract.ts';
import { scalarText } from '../lambda-answer.ts';
import type { AuthorizerContext, AuthorizerOutcome } from './outcome.ts';
import { judgePolicy } from './policy.ts';
import type { ResultCache } from './result-cache.ts';

/** The answer of an authorizer's function. */
export type AuthorizerAnswer =
  | { readonly kind: 'answer'; readonly value: unknown; readonly latencyMs: number }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'failed'; readonly reason: string };

interface Question {
  readonly authorizer: LambdaAuthorizer;
  /** Undefined when an identity source is missing. */
  readonly identity: readonly string[] | undefined;
  /** `arn:…:<api>/<stage>/GET/orders` */
  readonly methodArn: string;
  /** The event, without its identity source. */
  event(): Record<string, unknown>;
  invoke(event: Record<string, unknown>): Promise<AuthorizerAnswer>;
  readonly cache: ResultCache<AuthorizerAnswer>;
  readonly nowMs: number;
}

/**
 * Invokes a Lambda authorizer, or uses its cached answer. A cached policy is evaluated again for each method.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export async function askLambdaAuthorizer(question: Question): Promise<AuthorizerOutcome> {
  const { authorizer, identity, cache, nowMs } = question;
  if (identity === undefined) return { kind: 'unauthorized' };
  const pattern = validation(authorizer);
  if (pattern === 'unreadable') {
    const reason = `samtrace cannot read the validation expression ${authorizer.identityValidation} of ${authorizer.name}.`;
    return { kind: 'failed', reason };
  }
  if (pattern !== undefined && !pattern.test(identity[0] ?? '')) return { kind: 'unauthorized' };
  const key = JSON.stringify([authorizer.name, ...identity]);
  const cached = authorizer.ttlSeconds > 0 ? cache.get(key, nowMs) : undefined;
  const answer = cached ?? (await question.invoke(question.event()));
  if (answer.kind !== 'answer') return answer;
  if (cached === undefined && authorizer.ttlSeconds > 0) cache.set(key, answer, nowMs + authorizer.ttlSeconds * 1000);
  if (authorizer.simpleResponses) return simpleOutcome(answer.value);
  const outcome = policyOutcome(authorizer, answer.value, question.methodArn, answer.latencyMs);
  if (outcome.kind !== 'denied' || cached === undefined) return outcome;
  return { ...outcome, reason: keptPolicy(authorizer, question.methodArn) };
}

/** A policy with `Resource: event.methodArn` allows the first request of a token, and denies those of other paths. */
function keptPolicy({ name, ttlSeconds }: LambdaAuthorizer, methodArn: string): string {
  return `The policy of the authorizer ${name} is kept for ${ttlSeconds} s, and it does not allow ${methodArn}. Its function was not invoked again.`;
}

/** Only a TOKEN authorizer has one. It is a regular expression of Java, most of which are those of JavaScript as well. */
function validation({ type, identityValidation }: LambdaAuthorizer): RegExp | 'unreadable' | undefined {
  if (type !== 'TOKEN' || identityValidation === undefined) return undefined;
  try {
    return new RegExp(`^(?:${identityValidation})$`);
  } catch {
    return 'unreadable';
  }
}

function simpleOutcome(value: unknown): AuthorizerOutcome {
  if (!isJsonObject(value) || typeof value.isAuthorized !== 'boolean') {
    return { kind: 'failed', reason: 'The authorizer must return {"isAuthorized": true or false}.' };
  }
  if (!value.isAuthorized) return { kind: 'denied', explicit: false };
  return { kind: 'allowed', context: isJsonObject(value.context) ? value.context : null };
}

function policyOutcome(
  authorizer: LambdaAuthorizer,
  value: unknown,
  methodArn: string,
  latencyMs: number,
): AuthorizerOutcome {
  if (!isJsonObject(value) || typeof value.principalId !== 'string') {
    return {
      kind: 'failed',
      reason: 'The authorizer must return {"principalId": a string, "policyDocument": a policy}.',
    };
  }
  const verdict = judgePolicy(value.policyDocument, methodArn);
  if (verdict === 'malformed') return { kind: 'failed', reason: "The authorizer's policyDocument is not a policy." };
  if (verdict !== 'allow') return { kind: 'denied', explicit: verdict === 'deny' };
  const given = isJsonObject(value.context) ? value.context : undefined;
  if (authorizer.payloadFormat === '2.0') return { kind: 'allowed', context: given ?? null };
  const context = texts(given ?? {});
  if (context === undefined) {
    return { kind: 'failed', reason: "The authorizer's context must hold strings, numbers and booleans only." };
  }
  return { kind: 'allowed', context: { principalId: value.principalId, integrationLatency: latencyMs, ...context } };
}

/** REST APIs hand every value of the context on as a string. */
function texts(given: Readonly<Record<string, unknown>>): AuthorizerContext | undefined {
  const entries = Object.entries(given).map(([key, value]) => [key, scalarText(value)] as const);
  return entries.every(([, text]) => text !== undefined) ? Object.fromEntries(entries) : undefined;
}
