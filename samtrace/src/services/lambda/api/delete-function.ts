import type { Action } from './call.ts';
import { invalidParameter } from './errors.ts';
import { functionNotFound } from './function-name.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html: the function, or one of its versions. */
export const deleteFunction: Action = {
  permission: 'DeleteFunction',
  async run({ backend, fn: { functionName, qualifier } }) {
    if (qualifier === '$LATEST') {
      throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
    }
    if (qualifier !== undefined && !/^\d+$/.test(qualifier)) {
      throw invalidParameter('Deletion of aliases is not currently supported.');
    }
    const versions = backend.versionsOf(functionName);
    if (qualifier === undefined) {
      await backend.deleteFunction(functionName);
    } else {
      const deleted = versions.deleteVersion(qualifier);
      if (deleted === undefined) throw functionNotFound(versions.latest.qualifiedArn(qualifier));
      await deleted.stop();
    }
    return { status: 204, headers: {}, body: '' };
  },
};
