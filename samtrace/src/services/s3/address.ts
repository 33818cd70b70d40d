import { AwsError, messageOf } from '../../aws/error.ts';
import type { AwsRequest } from '../../aws/http.ts';
import { checkBucketName } from './bucket-name.ts';

/** The target of a request. Without a bucket: the account. Without a key: the bucket. */
export interface Address {
  readonly bucket: string;
  readonly key: string;
}

const MAX_KEY_BYTES = 1024;

/**
 * Bucket and key, from the path or, for the bucket, from a host such as `my-bucket.localhost`. Throws for a bucket's name
 * or a key that S3 does not allow.
 */
export function addressOf({ path, headers }: Pick<AwsRequest, 'path' | 'headers'>): Address {
  const hostBucket = bucketInHost(headers.host ?? '');
  const inPath = path.slice(1);
  const slash = inPath.indexOf('/');
  const pathBucket = slash < 0 ? inPath : inPath.slice(0, slash);
  const bucket = hostBucket ?? decoded(pathBucket);
  const encodedKey = hostBucket !== undefined ? inPath : slash < 0 ? '' : inPath.slice(slash + 1);
  if (bucket === '') {
    if (encodedKey === '') return { bucket, key: '' };
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { members: { BucketName: '' } });
  }
  checkBucketName(bucket);
  const key = decoded(encodedKey);
  checkKey(key);
  return { bucket, key };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) {
    throw new AwsError('KeyTooLongError', 'Your key is too long', {
      members: { Size: bytes, MaxSizeAllowed: MAX_KEY_BYTES },
    });
  }
  let depth = 0;
  for (const part of key.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '.') depth += 1;
    // Such a key would name something outside the bucket.
    if (depth < 0) throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", { members: { URI: key } });
  }
}

/** The source of a copy: `bucket/key` or `/bucket/key`, percent-encoded, perhaps with a version. */
export function copySource(header: string): Address & { versionId?: string } {
  const [path = '', search] = header.split(/\?versionId=/, 2);
  if (path.startsWith('arn:')) {
    throw new AwsError('NotImplemented', 'The local S3 has no access points to copy from.', { status: 501 });
  }
  const invalid = new AwsError('InvalidArgument', 'Invalid copy source object key', {
    members: { ArgumentName: 'x-amz-copy-source', ArgumentValue: 'x-amz-copy-source' },
  });
  // Some clients encode the slash, too, and some write a space as a plus.
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path.replaceAll('+', ' '))) ?? [];
  if (bucket === undefined || key === undefined) throw invalid;
  checkBucketName(bucket);
  checkKey(key);
  return { bucket, key, ...(search !== undefined && { versionId: search }) };
}

/** Names below `localhost` are loopback in every browser and most SDKs, so clients may put the bucket there. */
function bucketInHost(host: string): string | undefined {
  return /^(.+)\.localhost(?::\d+)?$/i.exec(host)?.[1];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new AwsError('InvalidURI', `Couldn't parse the specified URI: ${messageOf(cause)}.`);
  }
}
