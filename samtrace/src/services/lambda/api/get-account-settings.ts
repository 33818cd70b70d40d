import { type AwsResponse, json } from '../../../aws/http.ts';
import type { Backend } from './backend.ts';

/** Lambda's default quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const CONCURRENT_EXECUTIONS = 1000;
const MAX_ZIPPED_BYTES = 52_428_800;
const MAX_UNZIPPED_BYTES = 262_144_000;
const MAX_STORED_BYTES = 80_530_636_800;

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 * Without TotalCodeSize of the usage, because samtrace has no deployment packages. The quotas are not enforced.
 */
export function getAccountSettings(backend: Backend): AwsResponse {
  const functions = backend.functions();
  const reserved = functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  return json(200, {
    AccountLimit: {
      TotalCodeSize: MAX_STORED_BYTES,
      CodeSizeUnzipped: MAX_UNZIPPED_BYTES,
      CodeSizeZipped: MAX_ZIPPED_BYTES,
      ConcurrentExecutions: CONCURRENT_EXECUTIONS,
      UnreservedConcurrentExecutions: Math.max(0, CONCURRENT_EXECUTIONS - reserved),
    },
    AccountUsage: { FunctionCount: functions.length },
  });
}
