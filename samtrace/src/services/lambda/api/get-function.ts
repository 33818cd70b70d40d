import { pathToFileURL } from 'node:url';
import type { Account } from '../../../aws/arn.ts';
import { type AwsResponse, json } from '../../../aws/http.ts';
import type { Backend } from './backend.ts';
import { functionConfiguration } from './function-configuration.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export function getFunction(backend: Backend, account: Account, functionName: string): AwsResponse {
  const described = backend.describe(functionName);
  const { reservedConcurrency, codeDirectory } = described.definition;
  return json(200, {
    Configuration: functionConfiguration(account, described),
    Code: { RepositoryType: 'S3', Location: pathToFileURL(codeDirectory).href },
    ...(reservedConcurrency !== undefined && {
      Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
    }),
  });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function getFunctionConfiguration(backend: Backend, account: Account, functionName: string): AwsResponse {
  return json(200, functionConfiguration(account, backend.describe(functionName)));
}
