import { pathToFileURL } from 'node:url';
import { json } from '../../../aws/http.ts';
import type { Action } from './call.ts';
import { functionConfiguration } from './function-configuration.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction: Action = {
  permission: 'GetFunction',
  run({ backend, account, fn: { functionName, qualifier } }) {
    const described = backend.describe(functionName, qualifier);
    const { reservedConcurrency, codeDirectory } = described.definition;
    return json(200, {
      Configuration: functionConfiguration(account, described, qualifier),
      Code: { RepositoryType: 'S3', Location: pathToFileURL(codeDirectory).href },
      ...(reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
      }),
    });
  },
};
