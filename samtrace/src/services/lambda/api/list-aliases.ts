import { json } from '../../../aws/http.ts';
import { aliasConfiguration } from './alias-configuration.ts';
import type { Action } from './call.ts';
import { page } from './paging.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export const listAliases: Action = {
  permission: 'ListAliases',
  run({ backend, account, fn: { functionName }, request }) {
    const version = request.query.get('FunctionVersion');
    const aliases = backend
      .versionsOf(functionName)
      .aliases()
      .filter((alias) => version === null || [alias.version, alias.second?.version].includes(version));
    const { items, next } = page(aliases, ({ name }) => name, request);
    return json(200, { Aliases: items.map((alias) => aliasConfiguration(account, functionName, alias)), ...next });
  },
};
