import { bucketArn } from '../../aws/arn.ts';
import type { AwsRequest, Permission } from '../../aws/http.ts';
import { type Address, copySource } from './address.ts';

/**
 * The permissions of S3's operations, which often have another name than the operation.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
/** IAM compares them with `arn:aws:s3:::*`, which policies name as often as `*`. */
export const onAccount = (action: string) => (): [Permission] => [{ action, resources: ['arn:aws:s3:::*'] }];

export const onBucket =
  (action: string) =>
  (_: AwsRequest, { bucket }: Address): [Permission] => [{ action, resources: [bucketArn(bucket)] }];

/** `versioned` is used instead of the action if the request has a version. */
export const onObject =
  (action: string, versioned?: string) =>
  ({ query }: AwsRequest, address: Address): [Permission] => {
    const needed = versioned !== undefined && query.has('versionId') ? versioned : action;
    return [{ action: needed, resources: [objectArn(address)] }];
  };

/** Storing an object with tags also needs the right to tag. */
export function onNewObject({ headers }: AwsRequest, address: Address): [Permission, ...Permission[]] {
  const resources = [objectArn(address)];
  const tagging = headers['x-amz-tagging'] === undefined ? [] : [{ action: 's3:PutObjectTagging', resources }];
  return [{ action: 's3:PutObject', resources }, ...tagging, ...comparing(headers, resources)];
}

export function onDeletedObject({ query, headers }: AwsRequest, address: Address): [Permission, ...Permission[]] {
  const resources = [objectArn(address)];
  const action = query.has('versionId') ? 's3:DeleteObjectVersion' : 's3:DeleteObject';
  return [{ action, resources }, ...comparing(headers, resources)];
}

/** The result of a condition on an ETag is information about the object, so it needs the permission to read. */
function comparing(headers: AwsRequest['headers'], resources: readonly string[]): Permission[] {
  const ifMatch = headers['if-match'];
  return ifMatch === undefined || ifMatch === '*' ? [] : [{ action: 's3:GetObject', resources }];
}

/** A copy reads its source. */
export function onCopy(request: AwsRequest, address: Address): [Permission, ...Permission[]] {
  const { versionId, ...source } = copySource(request.headers['x-amz-copy-source'] ?? '');
  const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  return [...onNewObject(request, address), { action, resources: [objectArn(source)] }];
}

export function objectArn({ bucket, key }: Address): string {
  return `${bucketArn(bucket)}/${key}`;
}
