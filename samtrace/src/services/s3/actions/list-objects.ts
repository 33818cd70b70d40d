import { AwsError } from '../../../aws/error.ts';
import type { AwsRequest } from '../../../aws/http.ts';
import { element } from '../../../aws/xml.ts';
import type { Action, Context } from '../action.ts';
import { existingBucket, limitIn } from '../existing.ts';
import { commonPrefixOf, type Entry, list, nameOf } from '../listing.ts';
import { storageClass } from '../object-headers.ts';
import { onBucket } from '../permissions.ts';
import type { ObjectRecord } from '../record.ts';
import { isoTime, keyEncoding, texts, xmlAnswer } from '../xml-answer.ts';

const COMMON = ['delimiter', 'encoding-type', 'max-keys', 'prefix'];
const MAX_KEYS = 1000;

/** The keys in the requested encoding. */
type Encode = (key: string) => string;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: Action = {
  parameters: [...COMMON, 'continuation-token', 'fetch-owner', 'list-type', 'start-after'],
  permissions: onBucket('s3:ListBucket'),
  run(context, { query }, { bucket }) {
    if (query.get('list-type') !== '2') throw invalid('list-type', query.get('list-type') ?? '', 'Invalid List Type');
    const token = query.get('continuation-token');
    if (token === '') {
      const message = 'The continuation token provided is incorrect';
      throw new AwsError('InvalidArgument', message, { members: { ArgumentName: 'continuation-token' } });
    }
    const startAfter = query.get('start-after') ?? undefined;
    const after = token === null ? startAfter : Buffer.from(token, 'base64url').toString('utf8');
    const { entries, next, encode, shared } = page(context, query, bucket, after);
    const owner = query.get('fetch-owner') === 'true' ? ownerXml(context) : '';
    return xmlAnswer(
      'ListBucketResult',
      shared +
        texts({
          KeyCount: entries.length,
          IsTruncated: next !== undefined,
          ContinuationToken: token ?? undefined,
          NextContinuationToken: next === undefined ? undefined : Buffer.from(next).toString('base64url'),
          // A token wins over the key to start after.
          StartAfter: startAfter === undefined || token !== null ? undefined : encode(startAfter),
        }) +
        contents(entries, encode, owner),
    );
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects: Action = {
  parameters: [...COMMON, 'marker'],
  permissions: onBucket('s3:ListBucket'),
  run(context, { query }, { bucket }) {
    const marker = query.get('marker') ?? '';
    // A marker below a common prefix excludes the complete prefix.
    const marked = commonPrefixOf(marker, query.get('prefix') ?? '', query.get('delimiter') ?? '');
    const { entries, next, encode, shared } = page(context, query, bucket, marked ?? marker);
    // Without a delimiter, the caller continues after the last key.
    const nextMarker = next !== undefined && query.has('delimiter') ? encode(next) : undefined;
    return xmlAnswer(
      'ListBucketResult',
      shared +
        texts({ Marker: encode(marker), IsTruncated: next !== undefined, NextMarker: nextMarker }) +
        contents(entries, encode, ownerXml(context)),
    );
  },
};

/** Every object is its only version. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions: Action = {
  parameters: [...COMMON, 'key-marker', 'version-id-marker', 'versions'],
  permissions: onBucket('s3:ListBucketVersions'),
  run(context, { query }, { bucket }) {
    const keyMarker = query.get('key-marker') ?? '';
    const { entries, next, encode, shared } = page(context, query, bucket, keyMarker);
    const versions = entries.flatMap((entry) => {
      if (!('object' in entry)) return [];
      const version = texts({ VersionId: 'null', IsLatest: true }) + objectXml(entry.object, encode);
      return [element('Version', version + ownerXml(context))];
    });
    return xmlAnswer(
      'ListVersionsResult',
      shared +
        texts({
          KeyMarker: encode(keyMarker),
          VersionIdMarker: query.get('version-id-marker') ?? '',
          IsTruncated: next !== undefined,
          NextKeyMarker: next === undefined ? undefined : encode(next),
          NextVersionIdMarker: next === undefined ? undefined : 'null',
        }) +
        versions.join('') +
        commonPrefixes(entries, encode),
    );
  },
};

/** The common part of the three listings. */
function page(
  context: Context,
  query: AwsRequest['query'],
  bucket: string,
  after = '',
): { entries: readonly Entry[]; next: string | undefined; encode: Encode; shared: string } {
  existingBucket(context, bucket);
  const { encode, encodingType } = keyEncoding(query);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = limitIn(query, 'max-keys', MAX_KEYS);
  // A page with MaxKeys 0 is not truncated, because a client would never stop.
  const empty = { entries: [], next: undefined };
  const { entries, next } =
    limit === 0 ? empty : list(context.store.index, { bucket, prefix, delimiter, after, limit });
  const shared = texts({
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: encodingType,
  });
  return { entries, next, encode, shared };
}

function contents(entries: readonly Entry[], encode: Encode, owner: string): string {
  const objects = entries.flatMap((entry) =>
    'object' in entry ? [element('Contents', objectXml(entry.object, encode) + owner)] : [],
  );
  return objects.join('') + commonPrefixes(entries, encode);
}

function commonPrefixes(entries: readonly Entry[], encode: Encode): string {
  const prefixes = entries.filter((entry) => 'commonPrefix' in entry).map((entry) => nameOf(entry) ?? '');
  return prefixes.map((prefix) => element('CommonPrefixes', texts({ Prefix: encode(prefix) }))).join('');
}

function objectXml(object: ObjectRecord, encode: Encode): string {
  return texts({
    Key: encode(object.key),
    LastModified: isoTime(object.lastModifiedMs),
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: object.checksum?.algorithm.toUpperCase(),
    ChecksumType: object.checksum?.type,
    Size: object.size,
    StorageClass: storageClass(object),
  });
}

function ownerXml({ accountId }: Context): string {
  return element('Owner', texts({ ID: accountId }));
}

function invalid(name: string, value: string, message: string): AwsError {
  return new AwsError('InvalidArgument', message, { members: { ArgumentName: name, ArgumentValue: value } });
}
