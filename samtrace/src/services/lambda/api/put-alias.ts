import { type AwsResponse, json } from '../../../aws/http.ts';
import type { NewAlias } from '../contract.ts';
import { aliasConfiguration } from './alias-configuration.ts';
import type { Call } from './call.ts';
import { functionNotFound } from './function-name.ts';

/** Stores an alias, and answers with it. Throws ResourceNotFoundException for a version that does not exist. */
export function putAlias(
  { backend, account, fn: { functionName } }: Call,
  alias: NewAlias,
  status: number,
): AwsResponse {
  const versions = backend.versionsOf(functionName);
  for (const version of [alias.version, alias.second?.version]) {
    if (version !== undefined && versions.version(version) === undefined) {
      throw functionNotFound(versions.latest.qualifiedArn(version));
    }
  }
  return json(status, aliasConfiguration(account, functionName, versions.putAlias(alias)));
}
