/**
 * The record that Lambda sends to a destination of asynchronous invocations.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export interface FinishedInvocation {
  readonly requestId: string;
  /** With the qualifier. */
  readonly functionArn: string;
  readonly executedVersion: string;
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
  /** How often the function has run. */
  readonly attempts: number;
  readonly requestPayload: Buffer;
  /** From the last attempt. Absent if there was none. */
  readonly responsePayload?: Buffer;
}

/** The body for a destination: the record, and for an event bus an event that has the record as its detail. */
export function destinationBody(destinationArn: string, invocation: FinishedInvocation, nowMs: number): string {
  const record = invocationRecord(invocation, nowMs);
  if (!destinationArn.includes(':event-bus/')) return JSON.stringify(record);
  const outcome = invocation.condition === 'Success' ? 'Success' : 'Failure';
  return JSON.stringify({
    source: 'lambda',
    'detail-type': `Lambda Function Invocation Result - ${outcome}`,
    resources: [destinationArn, invocation.functionArn],
    detail: record,
  });
}

function invocationRecord(invocation: FinishedInvocation, nowMs: number) {
  const { requestId, functionArn, executedVersion, condition, attempts, requestPayload, responsePayload } = invocation;
  const failed = condition !== 'Success';
  return {
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    requestContext: {
      requestId,
      functionArn,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: jsonOrText(requestPayload),
    ...(responsePayload && {
      responseContext: { statusCode: 200, executedVersion, ...(failed && { functionError: 'Unhandled' }) },
      responsePayload: jsonOrText(responsePayload),
    }),
  };
}

function jsonOrText(payload: Buffer): unknown {
  const text = payload.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text; // a runtime can post an error body that is not JSON
  }
}
