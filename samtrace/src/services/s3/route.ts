import { AwsError } from '../../aws/error.ts';
import type { AwsRequest } from '../../aws/http.ts';
import { type Address, addressOf } from './address.ts';
import { COPIES, type Level, MODEL } from './api-model.ts';

/** Names that an operation supports, in addition to those of every operation. */
export interface Understood {
  /** Query parameters. */
  readonly parameters?: readonly string[];
  /** Headers that begin with `x-amz-`. A name that ends with `-` is a prefix. */
  readonly headers?: readonly string[];
}

/** Parameters of the signature, and of clients that add the name of the operation. */
const COMMON_PARAMETERS =
  /^(x-id|X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token|Content-Sha256|User-Agent))$/i;
const COMMON_HEADERS = new Set([
  'x-amz-api-version',
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-optional-object-attributes',
  'x-amz-request-payer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-source-expected-bucket-owner',
  'x-amz-te',
  'x-amz-trailer',
  'x-amz-user-agent',
]);

/** The operation that a request is, by all of the request. Throws MethodNotAllowed, or NotImplemented with a name. */
export function operationName(request: AwsRequest): { name: string; subresource: string; address: Address } {
  const address = addressOf(request);
  const level: Level = address.bucket === '' ? 'account' : address.key === '' ? 'bucket' : 'object';
  const subresources = Object.keys(MODEL[level]).filter((name) => name !== '' && request.query.has(name));
  if (subresources.length > 1) throw notImplemented(`requests with both ?${subresources.join(' and ?')}`);
  const [subresource = ''] = subresources;
  const operation = MODEL[level][subresource]?.[request.method];
  const explicit = request.query.get('x-id');
  if (operation === undefined) {
    if (explicit !== null) throw notImplemented(explicit);
    const message = 'The specified method is not allowed against this resource.';
    const members = { Method: request.method, ResourceType: subresource === '' ? level.toUpperCase() : subresource };
    throw new AwsError('MethodNotAllowed', message, { status: 405, members });
  }
  const copies = request.headers['x-amz-copy-source'] === undefined ? undefined : COPIES[operation];
  const name = copies ?? operation;
  if (explicit !== null && explicit !== name) throw notImplemented(explicit);
  return { name, subresource, address };
}

/**
 * Throws NotImplemented if the operation would ignore a part of the request. A read can have an unknown parameter
 * with a value, because that is not a subresource.
 */
export function checkUnderstood(
  { method, query, headers }: AwsRequest,
  { parameters, headers: known }: Understood,
): void {
  const isRead = method === 'GET' || method === 'HEAD';
  for (const [name, value] of query) {
    if (COMMON_PARAMETERS.test(name) || parameters?.includes(name)) continue;
    if (isRead && value !== '') continue;
    throw notImplemented(`the query parameter ${name}`);
  }
  for (const name of Object.keys(headers)) {
    if (!name.startsWith('x-amz-') || COMMON_HEADERS.has(name)) continue;
    if (known?.some((each) => name === each || (each.endsWith('-') && name.startsWith(each)))) continue;
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
    throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      status: 501,
      members: { Header: name },
    });
  }
}

export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `The local S3 does not support ${what}.`, { status: 501 });
}
