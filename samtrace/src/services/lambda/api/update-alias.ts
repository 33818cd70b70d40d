import { AwsError } from '../../../aws/error.ts';
import { aliasArn, readSecondVersion } from './alias-configuration.ts';
import type { Action } from './call.ts';
import { checkRevision } from './errors.ts';
import { Input } from './input.ts';
import { putAlias } from './put-alias.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html: absent members stay as they are. */
export const updateAlias: Action = {
  permission: 'UpdateAlias',
  run(call) {
    const { backend, account, fn, aliasName } = call;
    const input = Input.of(call.request);
    input.refuseOthers('UpdateAlias', 'FunctionVersion', 'Description', 'RoutingConfig', 'RevisionId');
    const alias = backend.versionsOf(fn.functionName).alias(aliasName);
    if (alias === undefined) {
      const message = `Alias not found: ${aliasArn(account, fn.functionName, aliasName)}`;
      throw new AwsError('ResourceNotFoundException', message, { status: 404 });
    }
    checkRevision(input.text('RevisionId'), alias.revisionId);
    const version = input.text('FunctionVersion') ?? alias.version;
    const second = input.has('RoutingConfig')
      ? readSecondVersion(input.structure('RoutingConfig'), version)
      : alias.second;
    const description = input.text('Description') ?? alias.description;
    return putAlias(call, { name: aliasName, version, description, ...(second && { second }) }, 200);
  },
};
