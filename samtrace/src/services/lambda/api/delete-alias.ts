import type { Action } from './call.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html: a missing alias is not an error. */
export const deleteAlias: Action = {
  permission: 'DeleteAlias',
  run({ backend, fn: { functionName }, aliasName }) {
    backend.versionsOf(functionName).deleteAlias(aliasName);
    return { status: 204, headers: {}, body: '' };
  },
};
