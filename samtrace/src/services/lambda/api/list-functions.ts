import type { Account } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/error.ts';
import { type AwsRequest, type AwsResponse, json } from '../../../aws/http.ts';
import type { Backend } from './backend.ts';
import { functionConfiguration } from './function-configuration.ts';

const MAX_ITEMS = 50;

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html; a marker is the name at which a page begins. */
export function listFunctions(backend: Backend, account: Account, { query }: AwsRequest): AwsResponse {
  const maxItems = Number(query.get('MaxItems') ?? MAX_ITEMS);
  if (!Number.isInteger(maxItems) || maxItems < 1 || maxItems > 10_000) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${query.get('MaxItems')}' at 'maxItems' failed to satisfy constraint: Member must be an integer from 1 to 10000`,
    );
  }
  const names = backend
    .functions()
    .map(({ functionName }) => functionName)
    .sort();
  const marker = query.get('Marker');
  const start = marker === null ? 0 : names.indexOf(marker);
  if (start === -1) throw new AwsError('InvalidParameterValueException', `Invalid marker: ${marker}`);
  const end = start + Math.min(maxItems, MAX_ITEMS);
  return json(200, {
    Functions: names.slice(start, end).map((name) => functionConfiguration(account, backend.describe(name))),
    ...(names[end] !== undefined && { NextMarker: names[end] }),
  });
}
