import type { AwsResponse } from '../../../aws/http.ts';
import type { Call } from './call.ts';
import { invocationRequest, invocationType, isDryRun, logResult } from './invocation-request.ts';

const TYPES = ['Event', 'RequestResponse', 'DryRun'];

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invoke({ backend, fn, request }: Call): Promise<AwsResponse> {
  const { functionName, qualifier } = fn;
  backend.checkInvoked(functionName, qualifier);
  const { payload, options } = invocationRequest(request, qualifier, TYPES);
  if (isDryRun(request)) return { status: 204, headers: {}, body: '' };
  if (invocationType(request) === 'Event') {
    const requestId = backend.invokeAsync(functionName, payload, options);
    return { status: 202, headers: { 'x-amzn-requestid': requestId }, body: '' };
  }
  const result = await backend.invoke(functionName, payload, options);
  const logTail = logResult(request, result.logTail);
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': result.requestId,
      'x-amz-executed-version': result.executedVersion,
      ...(result.functionError && { 'x-amz-function-error': result.functionError }),
      ...(logTail !== undefined && { 'x-amz-log-result': logTail }),
    },
    body: result.payload,
  };
}
