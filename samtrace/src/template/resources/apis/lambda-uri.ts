/**
 * The function's ARN in an integration's or an authorizer's URI, with its version or alias.
 * `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN>/invocations`, or the ARN itself.
 */
export function functionArnIn(uri: string | undefined): string | undefined {
  return /arn:aws[\w-]*:lambda:[^:/]*:\d*:function:[\w-]+(:[\w$-]+)?/.exec(uri ?? '')?.[0];
}

/** The URI of an integration that streams: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html */
export function streamingUri(functionArn: string): string {
  const [, , , region = ''] = functionArn.split(':');
  return `arn:aws:apigateway:${region}:lambda:path/2021-11-15/functions/${functionArn}/response-streaming-invocations`;
}

/** Whether the integration streams its answer. */
export function isStreamingUri(uri: string | undefined): boolean {
  return /\/response-streaming-invocations$/.test(uri ?? '');
}
