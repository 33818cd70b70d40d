import { functionArn } from '../../../aws/arn.ts';
import { aliasArn, readSecondVersion } from './alias-configuration.ts';
import type { Action } from './call.ts';
import { conflict, constraintFailed } from './errors.ts';
import { functionNotFound } from './function-name.ts';
import { Input } from './input.ts';
import { putAlias } from './put-alias.ts';

/** An alias has no name that consists of digits, because a version has. */
const NAME_PATTERN = '(?!^[0-9]+$)([a-zA-Z0-9-_]+)';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const createAlias: Action = {
  permission: 'CreateAlias',
  run(call) {
    const { backend, account, fn } = call;
    const input = Input.of(call.request);
    input.refuseOthers('CreateAlias', 'Name', 'FunctionVersion', 'Description', 'RoutingConfig');
    const name = input.required('Name');
    if (!new RegExp(`^${NAME_PATTERN}$`).test(name)) {
      throw constraintFailed(name, 'name', `Member must satisfy regular expression pattern: ${NAME_PATTERN}`);
    }
    const version = input.required('FunctionVersion');
    const second = readSecondVersion(input.structure('RoutingConfig'), version);
    const exists = backend.functions().some(({ functionName }) => functionName === fn.functionName);
    if (!exists) throw functionNotFound(`${functionArn(account, fn.functionName)}:${version}`);
    if (backend.versionsOf(fn.functionName).alias(name) !== undefined) {
      throw conflict(`Alias already exists: ${aliasArn(account, fn.functionName, name)}`);
    }
    const description = input.text('Description') ?? '';
    return putAlias(call, { name, version, description, ...(second && { second }) }, 201);
  },
};
