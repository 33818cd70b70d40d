import { AwsError } from '../../../aws/error.ts';
import type { AwsRequest } from '../../../aws/http.ts';
import type { Action, Context } from '../action.ts';
import { copySource } from '../address.ts';
import { checksumMember, DEFAULT_ALGORITHM, verifyBody } from '../checksum.ts';
import { checkVersion, existingBucket, existingObject } from '../existing.ts';
import { checkReadable, encryptionHeaders, isMetadata, keptHeaders, WRITE_HEADERS } from '../object-headers.ts';
import { onCopy } from '../permissions.ts';
import { checkCopySource, writeCheck } from '../preconditions.ts';
import type { ObjectRecord } from '../record.ts';
import { tagsInHeader } from '../tags.ts';
import { isoTime, texts, xmlAnswer } from '../xml-answer.ts';

export const COPY_CONDITIONS = [
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-unmodified-since',
];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: Action = {
  headers: [
    ...WRITE_HEADERS,
    ...COPY_CONDITIONS,
    'x-amz-copy-source',
    'x-amz-metadata-directive',
    'x-amz-tagging-directive',
  ],
  permissions: onCopy,
  async run(context, request, address) {
    existingBucket(context, address.bucket);
    const source = sourceOf(context, request);
    const check = writeCheck(request.headers, address.key);
    check(context.store.index.object(address.bucket, address.key));
    const headers = headersOfCopy(request, source);
    checkSomethingChanges(request, source, address);
    const wantsTags = directive(request, 'x-amz-tagging-directive') === 'REPLACE';
    const tags = wantsTags ? tagsInHeader(request.headers['x-amz-tagging']) : source.tags;
    const facts = await factsOfCopy(context, source, request.headers['x-amz-checksum-algorithm']?.toLowerCase());
    const record: ObjectRecord = {
      ...address,
      ...facts,
      size: source.size,
      lastModifiedMs: context.store.now(),
      headers,
      tags,
      body: await context.store.bodies.copy(source.body),
    };
    await context.store.putObject(record, 'ObjectCreated:Copy', (existing) => {
      existingBucket(context, address.bucket);
      check(existing);
    });
    const { checksum: stored } = record;
    const checksum = stored && { [checksumMember(stored)]: stored.value, ChecksumType: stored.type };
    const result = { LastModified: isoTime(record.lastModifiedMs), ETag: `"${record.etag}"`, ...checksum };
    return xmlAnswer('CopyObjectResult', texts(result), encryptionHeaders(headers));
  },
};

/** The object that is copied. Throws if it does not exist or a condition is false. */
export function sourceOf(context: Context, request: AwsRequest): ObjectRecord {
  const { versionId, ...address } = copySource(request.headers['x-amz-copy-source'] ?? '');
  checkVersion(versionId);
  const source = existingObject(context, { ...request, query: new URLSearchParams() }, address);
  checkCopySource(request.headers, source, context.store.now());
  checkReadable(source);
  return source;
}

/**
 * The ETag and checksum of an object in parts are calculated from the parts. Its copy has no parts. A copy can also have another
 * kind of checksum.
 */
async function factsOfCopy(
  { store }: Context,
  source: ObjectRecord,
  algorithm: string | undefined,
): Promise<Pick<ObjectRecord, 'etag' | 'checksum'>> {
  const { checksum } = source;
  const wanted = algorithm ?? checksum?.algorithm ?? DEFAULT_ALGORITHM;
  if (source.parts === undefined && wanted === checksum?.algorithm) return { etag: source.etag, checksum };
  const body = (await store.read(source)) ?? Buffer.alloc(0);
  const { md5, checksum: computed } = await verifyBody(body, {}, wanted);
  return { etag: md5, ...(computed !== undefined && { checksum: computed }) };
}

/** Those of the source, or with `x-amz-metadata-directive: REPLACE` those of the request. */
function headersOfCopy(request: AwsRequest, source: ObjectRecord): Record<string, string> {
  const given = keptHeaders(request.headers);
  if (directive(request, 'x-amz-metadata-directive') === 'REPLACE') return given;
  const fromSource = Object.entries(source.headers).filter(([name]) => isMetadata(name) || !name.startsWith('x-amz-'));
  // Encryption, storage class and redirect are never copied.
  const own = Object.entries(given).filter(([name]) => name.startsWith('x-amz-') && !isMetadata(name));
  return Object.fromEntries([...fromSource, ...own]);
}

function checkSomethingChanges(
  request: AwsRequest,
  source: ObjectRecord,
  { bucket, key }: { bucket: string; key: string },
): void {
  const isSame = source.bucket === bucket && source.key === key;
  const changes = ['x-amz-storage-class', 'x-amz-website-redirect-location', 'x-amz-server-side-encryption'];
  if (!isSame || changes.some((name) => request.headers[name] !== undefined)) return;
  if (directive(request, 'x-amz-metadata-directive') === 'REPLACE') return;
  throw new AwsError(
    'InvalidRequest',
    'This copy request is illegal because it is trying to copy an object to itself without changing the ' +
      "object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

function directive({ headers }: AwsRequest, name: string): 'COPY' | 'REPLACE' {
  const value = headers[name] ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  throw new AwsError(
    'InvalidArgument',
    `Unknown ${name === 'x-amz-tagging-directive' ? 'tagging' : 'metadata'} directive.`,
    {
      members: { ArgumentName: name, ArgumentValue: value },
    },
  );
}
