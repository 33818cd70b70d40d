import { AwsError, messageOf } from '../../aws/error.ts';
import type { LambdaIntegration } from './contract.ts';
import type { Neighbours } from './neighbours.ts';

export type InvocationOutcome =
  | { readonly kind: 'answer'; readonly payload: Buffer }
  | { readonly kind: 'function-error'; readonly reason: string }
  | { readonly kind: 'timed-out'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly reason: string }
  | { readonly kind: 'not-permitted'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string };

/** The largest event that Lambda takes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

interface Invocation {
  readonly integration: LambdaIntegration;
  readonly event: Record<string, unknown>;
  readonly traceHeader: string;
  /** The function's permission has to name one of them. */
  readonly sourceArns: readonly [string, ...string[]];
}

/** Invokes a route's function and waits as long as the integration allows. A function that is too slow goes on. */
export async function invokeFunction(
  neighbours: Neighbours,
  { integration, event, traceHeader, sourceArns }: Invocation,
): Promise<InvocationOutcome> {
  const { functionArn, timeoutMs, hasCredentials } = integration;
  if (!hasCredentials && !sourceArns.some((sourceArn) => neighbours.mayInvoke(functionArn, sourceArn))) {
    const reason = `${functionArn} has no AWS::Lambda::Permission that lets apigateway.amazonaws.com invoke it for ${sourceArns[0]}.`;
    return { kind: 'not-permitted', reason };
  }
  const payload = Buffer.from(JSON.stringify(event));
  if (payload.length > MAX_EVENT_BYTES) {
    return { kind: 'too-large', reason: `The event has ${payload.length} bytes; Lambda takes ${MAX_EVENT_BYTES}.` };
  }
  const { promise: timeout, resolve } = Promise.withResolvers<InvocationOutcome>();
  const reason = `The function took longer than the integration's ${timeoutMs} ms. It goes on.`;
  const timer = setTimeout(() => resolve({ kind: 'timed-out', reason }), timeoutMs);
  try {
    return await Promise.race([invoke(neighbours, functionArn, payload, traceHeader), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function invoke(
  neighbours: Neighbours,
  functionArn: string,
  payload: Buffer,
  traceHeader: string,
): Promise<InvocationOutcome> {
  try {
    const result = await neighbours.invoke(functionArn, payload, { traceHeader });
    if (result.functionError === undefined) return { kind: 'answer', payload: result.payload };
    return { kind: 'function-error', reason: `The function failed: ${result.payload.toString('utf8').slice(0, 300)}` };
  } catch (error) {
    if (error instanceof AwsError) return { kind: 'rejected', reason: messageOf(error) };
    throw error;
  }
}
