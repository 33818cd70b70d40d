import { AwsError } from '../../../aws/error.ts';
import type { AwsRequest, AwsResponse } from '../../../aws/http.ts';
import type { Action, Context } from '../action.ts';
import type { Address } from '../address.ts';
import { type ByteRange, byteRange, contentRange } from '../byte-range.ts';
import { checksumHeaders } from '../checksum.ts';
import { existingObject } from '../existing.ts';
import { checkReadable, objectHeaders } from '../object-headers.ts';
import { onObject } from '../permissions.ts';
import { isNotModified } from '../preconditions.ts';
import type { ObjectRecord, PartFacts, StoredChecksum } from '../record.ts';

const OVERRIDES = 'cache-control content-disposition content-encoding content-language content-type expires'.split(' ');
const PARAMETERS = ['partNumber', 'versionId', ...OVERRIDES.map((name) => `response-${name}`)];

/** More bytes are sent as they are read. An object in parts may be larger than the memory. */
const STREAMED_BYTES = 1024 * 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: Action = {
  parameters: PARAMETERS,
  permissions: onObject('s3:GetObject', 's3:GetObjectVersion'),
  run: answer,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: Action = {
  parameters: PARAMETERS,
  permissions: onObject('s3:GetObject', 's3:GetObjectVersion'),
  run: answer,
};

async function answer(context: Context, request: AwsRequest, address: Address): Promise<AwsResponse> {
  const stored = existingObject(context, request, address);
  const headers = { ...objectHeaders(stored, request.headers), ...overrides(request.query) };
  if (isNotModified(request.headers, stored, context.store.now())) {
    const { etag = '', 'last-modified': lastModified = '' } = headers;
    return { status: 304, headers: { etag, 'last-modified': lastModified }, body: '' };
  }
  const part = partAsked(request, stored);
  const range = part?.range ?? byteRange(request.headers.range, stored.size);
  const length = range?.length ?? stored.size;
  const all: Record<string, string> = { ...headers, ...part?.headers, 'content-length': String(length) };
  const isPartial = range !== undefined && stored.size > 0;
  if (isPartial) all['content-range'] = contentRange(range, stored.size);
  if (range !== undefined) replaceChecksum(all, stored, length, part?.checksum);
  const status = isPartial ? 206 : 200;
  if (request.method === 'HEAD') return { status, headers: all, body: '' };
  checkReadable(stored);
  const start = range?.start ?? 0;
  if (length > STREAMED_BYTES) {
    const rest = await context.store.stream(stored, start, length);
    return rest === undefined ? answer(context, request, address) : { status, headers: all, body: '', rest };
  }
  const body = await context.store.read(stored, start, length);
  // The object was replaced or deleted after it was found. The answer is about the current object.
  return body === undefined ? answer(context, request, address) : { status, headers: all, body };
}

/** The part of an object that was uploaded in parts; any other object has one part, the whole. */
function partAsked(
  { query, headers }: AwsRequest,
  stored: ObjectRecord,
): { range: ByteRange; headers: Record<string, string>; checksum: StoredChecksum | undefined } | undefined {
  const text = query.get('partNumber');
  if (text === null) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive', {
      members: { ArgumentName: 'partNumber', ArgumentValue: text },
    });
  }
  if (headers.range !== undefined) {
    throw new AwsError('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
  }
  const parts: readonly PartFacts[] = stored.parts ?? [{ number: 1, size: stored.size }];
  const index = number - 1;
  const part = parts[index];
  if (part === undefined) {
    throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', {
      status: 416,
      members: { PartNumberRequested: number, ActualPartCount: parts.length },
    });
  }
  const start = parts.slice(0, index).reduce((sum, { size }) => sum + size, 0);
  const count = stored.parts === undefined ? undefined : { 'x-amz-mp-parts-count': String(parts.length) };
  return { range: { start, length: part.size }, headers: { ...count }, checksum: part.checksum };
}

/** The answer with some of the bytes has the checksum of its part, or of the object if these are all bytes. */
function replaceChecksum(
  headers: Record<string, string>,
  { checksum, size }: ObjectRecord,
  length: number,
  ofPart: StoredChecksum | undefined,
): void {
  const wholeHeaders = checksumHeaders(checksum);
  const isWanted = Object.keys(wholeHeaders).some((name) => headers[name] !== undefined);
  const isWhole = length === size && checksum?.type === 'FULL_OBJECT';
  if (!isWanted || isWhole) return;
  for (const name of Object.keys(wholeHeaders)) delete headers[name];
  if (checksum?.type !== 'COMPOSITE' || ofPart === undefined) return;
  Object.assign(headers, checksumHeaders({ ...ofPart, type: checksum.type }));
}

/** Parameters such as `response-content-type` replace headers of the answer. */
function overrides(query: URLSearchParams): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = query.get(`response-${name}`);
    if (value === null) continue;
    if (/[^\t\x20-\x7e\xa0-\xff]/.test(value)) {
      throw new AwsError('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.', {
        members: { ArgumentName: `response-${name}`, ArgumentValue: value },
      });
    }
    given[name] = value;
  }
  return given;
}
