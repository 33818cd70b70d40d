import { AwsError, messageOf } from '../../aws/error.ts';
import type { LambdaIntegration } from './contract.ts';
import type { InvocationOptions, OtherServices, StreamedResult } from './other-services.ts';

export type InvocationOutcome =
  | { readonly kind: 'answer'; readonly payload: Buffer }
  | { readonly kind: 'function-error'; readonly reason: string }
  | { readonly kind: 'timed-out'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly reason: string }
  | { readonly kind: 'not-permitted'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string };

/** The largest event that Lambda accepts: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

interface Invocation {
  readonly integration: LambdaIntegration;
  readonly event: Record<string, unknown>;
  readonly traceHeader: string;
  /** The function's permission has to name one of them. */
  readonly sourceArns: readonly [string, ...string[]];
}

/** A function that has begun to answer. */
export interface StreamOutcome {
  readonly kind: 'stream';
  readonly result: StreamedResult;
}

/** Invokes a route's function and waits for the timeout of the integration. A function that is too slow continues. */
export function invokeFunction(services: OtherServices, invocation: Invocation): Promise<InvocationOutcome> {
  const { functionArn } = invocation.integration;
  return run<InvocationOutcome>(services, invocation, async (payload, options) => {
    const result = await services.invoke(functionArn, payload, options);
    if (result.functionError !== undefined) return failed(result.payload.toString('utf8'));
    return { kind: 'answer', payload: result.payload };
  });
}

/** The same for a function that streams, until its first part. */
export function streamFunction(
  services: OtherServices,
  invocation: Invocation,
): Promise<StreamOutcome | InvocationOutcome> {
  const { functionArn } = invocation.integration;
  return run<StreamOutcome | InvocationOutcome>(services, invocation, async (payload, options) => {
    const result = await services.invokeStream(functionArn, payload, options);
    return result.functionError === undefined
      ? { kind: 'stream', result }
      : failed('before the first part of its answer');
  });
}

async function run<Outcome>(
  services: OtherServices,
  { integration, event, traceHeader, sourceArns }: Invocation,
  invoke: (payload: Buffer, options: InvocationOptions) => Promise<Outcome>,
): Promise<Outcome | InvocationOutcome> {
  const { functionArn, timeoutMs, hasCredentials } = integration;
  if (!hasCredentials && !sourceArns.some((sourceArn) => services.mayInvoke(functionArn, sourceArn))) {
    const reason = `${functionArn} has no AWS::Lambda::Permission that lets apigateway.amazonaws.com invoke it for ${sourceArns[0]}.`;
    return { kind: 'not-permitted', reason };
  }
  const payload = Buffer.from(JSON.stringify(event));
  if (payload.length > MAX_EVENT_BYTES) {
    return {
      kind: 'too-large',
      reason: `The event has ${payload.length} bytes. The limit of Lambda is ${MAX_EVENT_BYTES}.`,
    };
  }
  const { promise: timeout, resolve } = Promise.withResolvers<InvocationOutcome>();
  const reason = `The function took longer than the integration's ${timeoutMs} ms. It continues.`;
  const timer = setTimeout(() => resolve({ kind: 'timed-out', reason }), timeoutMs);
  try {
    return await Promise.race([invoke(payload, { traceHeader }).catch(rejected), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function failed(error: string): InvocationOutcome {
  return { kind: 'function-error', reason: `The function failed: ${error.slice(0, 300)}` };
}

/** Lambda did not run the function. */
function rejected(error: unknown): InvocationOutcome {
  if (error instanceof AwsError) return { kind: 'rejected', reason: messageOf(error) };
  throw error;
}
