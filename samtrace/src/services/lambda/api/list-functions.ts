import type { Account } from '../../../aws/arn.ts';
import { type AwsRequest, type AwsResponse, json } from '../../../aws/http.ts';
import type { Backend } from './backend.ts';
import { constraintFailed } from './errors.ts';
import { listedConfiguration } from './function-configuration.ts';
import { page } from './paging.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html; with `FunctionVersion=ALL`, every version. */
export function listFunctions(backend: Backend, account: Account, request: AwsRequest): AwsResponse {
  const which = request.query.get('FunctionVersion');
  if (which !== null && which !== 'ALL') {
    throw constraintFailed(which, 'functionVersion', 'Member must satisfy enum value set: [ALL]');
  }
  const names = backend.functions().map(({ functionName }) => functionName);
  const listed = names.sort().flatMap((name) => {
    const versions = backend.versionsOf(name).all();
    return which === null
      ? versions.slice(0, 1).map((version) => listedConfiguration(account, version))
      : versions.map((version) => listedConfiguration(account, version, version.definition.version));
  });
  const { items, next } = page(listed, keyOf, request);
  return json(200, { Functions: items, ...next });
}

function keyOf({ FunctionName, Version }: { FunctionName: string; Version: string }): string {
  return Version === '$LATEST' ? FunctionName : `${FunctionName}:${Version}`;
}
