import type { Account } from '../../../aws/arn.ts';
import { AwsError, unsupported } from '../../../aws/error.ts';
import { type AwsRequest, type AwsResponse, json, jsonObject } from '../../../aws/http.ts';
import type { TracingMode } from '../contract.ts';
import type { Backend } from './backend.ts';
import { functionConfiguration } from './function-configuration.ts';

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html, for TracingConfig alone: everything
 * else comes from the template, and a change here would be lost with the next start.
 */
export function updateFunctionConfiguration(
  backend: Backend,
  account: Account,
  functionName: string,
  request: AwsRequest,
): AwsResponse {
  const { TracingConfig: tracing, ...others } = jsonObject(request);
  backend.describe(functionName);
  const [other] = Object.keys(others);
  if (other !== undefined) throw unsupported('Lambda', `UpdateFunctionConfiguration with ${other}`);
  if (tracing !== undefined) setTracingMode(backend, functionName, tracingMode(tracing));
  return json(200, functionConfiguration(account, backend.describe(functionName)));
}

/** As with CreateFunction, the role comes first. The Lambda console would extend the role by itself; the API does not. */
function setTracingMode(backend: Backend, functionName: string, mode: TracingMode): void {
  if (mode === 'Active' && !backend.mayTrace(functionName)) {
    const message = 'The provided execution role does not have permissions to call PutTraceSegments on XRAY';
    throw new AwsError('InvalidParameterValueException', message);
  }
  backend.setTracingMode(functionName, mode);
}

function tracingMode(tracing: unknown): TracingMode {
  const mode = typeof tracing === 'object' && tracing !== null && 'Mode' in tracing ? tracing.Mode : undefined;
  if (mode === 'Active' || mode === 'PassThrough') return mode;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${String(mode)}' at 'tracingConfig.mode' failed to satisfy constraint: Member must satisfy enum value set: [PassThrough, Active]`,
  );
}
