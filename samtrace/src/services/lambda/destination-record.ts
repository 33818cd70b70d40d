/**
 * What Lambda sends to the on-failure destination.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export interface FailedInvocation {
  readonly requestId: string;
  /** Without qualifier. */
  readonly functionArn: string;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
  /** How often the function has run. */
  readonly attempts: number;
  readonly requestPayload: Buffer;
  /** Of the last attempt; absent when there was none. */
  readonly responsePayload?: Buffer;
}

export function failureRecord(invocation: FailedInvocation, nowMs: number): string {
  const { requestId, functionArn, condition, attempts, requestPayload, responsePayload } = invocation;
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: jsonOrText(requestPayload),
    ...(responsePayload && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: jsonOrText(responsePayload),
    }),
  });
}

function jsonOrText(payload: Buffer): unknown {
  const text = payload.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text; // a runtime may post an error body that is no JSON
  }
}
