import { AwsError } from '../../../aws/error.ts';
import { json } from '../../../aws/http.ts';
import { aliasArn, aliasConfiguration } from './alias-configuration.ts';
import type { Action } from './call.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const getAlias: Action = {
  permission: 'GetAlias',
  run({ backend, account, fn: { functionName }, aliasName }) {
    const alias = backend.versionsOf(functionName).alias(aliasName);
    if (alias !== undefined) return json(200, aliasConfiguration(account, functionName, alias));
    const message = `Cannot find alias arn: ${aliasArn(account, functionName, aliasName)}`;
    throw new AwsError('ResourceNotFoundException', message, { status: 404 });
  },
};
