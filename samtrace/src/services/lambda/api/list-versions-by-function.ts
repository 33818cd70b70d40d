import { json } from '../../../aws/http.ts';
import type { Action } from './call.ts';
import { listedConfiguration } from './function-configuration.ts';
import { page } from './paging.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export const listVersionsByFunction: Action = {
  permission: 'ListVersionsByFunction',
  run({ backend, account, fn: { functionName }, request }) {
    const versions = backend.versionsOf(functionName).all();
    const { items, next } = page(versions, ({ definition }) => definition.version, request);
    return json(200, {
      Versions: items.map((version) => listedConfiguration(account, version, version.definition.version)),
      ...next,
    });
  },
};
