import { bucketArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import type { AwsRequest } from '../../aws/http.ts';
import type { Context } from './action.ts';
import type { Address } from './address.ts';
import { invalidArgument } from './invalid-argument.ts';
import { noSuchKey } from './preconditions.ts';
import type { BucketRecord, ObjectRecord } from './record.ts';

/** Throws NoSuchBucket. */
export function existingBucket({ store }: Context, bucket: string): BucketRecord {
  const found = store.index.bucket(bucket);
  if (found !== undefined) return found;
  throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', {
    status: 404,
    members: { BucketName: bucket },
  });
}

/**
 * The object that a request reads. Throws NoSuchBucket, NoSuchKey, or AccessDenied for a missing key when the caller may
 * not list the bucket. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function existingObject(context: Context, request: AwsRequest, address: Address): ObjectRecord {
  existingBucket(context, address.bucket);
  checkVersion(request.query.get('versionId'));
  const found = context.store.index.object(address.bucket, address.key);
  if (found !== undefined) return found;
  if (context.mayList(request.caller, bucketArn(address.bucket))) throw noSuchKey(address.key);
  throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
}

/** Buckets here have no versioning, so the only version of an object is `null`. */
export function checkVersion(versionId: string | null | undefined): void {
  if (versionId === null || versionId === undefined || versionId === 'null') return;
  throw invalidArgument('Invalid version id specified', 'versionId', versionId);
}

/** A whole number in the query, `most` when it is absent or greater. Throws InvalidArgument. */
export function limitIn(query: URLSearchParams, name: string, most: number): number {
  return Math.min(integerIn(query, name) ?? most, most);
}

export function integerIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (/^\d{1,10}$/.test(text) && Number(text) <= 2_147_483_647) return Number(text);
  const isNegative = /^-\d+$/.test(text);
  const range = 'must be an integer between 0 and 2147483647';
  const message = isNegative ? `Argument ${name} ${range}` : `Provided ${name} not an integer or within integer range`;
  throw invalidArgument(message, name, text);
}
