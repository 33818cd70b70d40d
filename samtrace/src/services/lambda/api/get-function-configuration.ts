import { json } from '../../../aws/http.ts';
import type { Action } from './call.ts';
import { functionConfiguration } from './function-configuration.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration: Action = {
  permission: 'GetFunctionConfiguration',
  run({ backend, account, fn: { functionName, qualifier } }) {
    return json(200, functionConfiguration(account, backend.describe(functionName, qualifier), qualifier));
  },
};
