/**
 * The function's ARN in an integration's or an authorizer's URI, with its version or alias.
 * `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN>/invocations`, or the ARN itself.
 */
export function functionArnIn(uri: string | undefined): string | undefined {
  return /arn:aws[\w-]*:lambda:[^:/]*:\d*:function:[\w-]+(:[\w$-]+)?/.exec(uri ?? '')?.[0];
}

/** Whether the integration asks for a streamed answer. */
export function isStreamingUri(uri: string | undefined): boolean {
  return /\/response-streaming-invocations$/.test(uri ?? '');
}
