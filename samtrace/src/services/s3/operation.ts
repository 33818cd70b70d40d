import { bucketArn } from '../../aws/arn.ts';
import { AwsError, messageOf } from '../../aws/error.ts';
import type { AwsRequest } from '../../aws/http.ts';

export const S3_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:CreateBucket',
  's3:DeleteBucket',
  's3:DeleteObject',
  's3:GetBucketLocation',
  's3:GetBucketPolicy',
  's3:GetBucketVersioning',
  's3:GetLifecycleConfiguration',
  's3:GetObject',
  's3:GetObjectAcl',
  's3:GetObjectTagging',
  's3:ListAllMyBuckets',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListMultipartUploadParts',
  's3:PutLifecycleConfiguration',
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectTagging',
] as const;

type S3Action = (typeof S3_ACTIONS)[number];

/** What an S3 request asks for, as IAM sees it. */
export interface S3Call {
  action: S3Action;
  resources: string[];
  bucket: string;
  /** Decoded; empty for a call on the bucket itself. */
  key: string;
}

/**
 * The IAM action of an S3 request. S3 has no operation name on the wire: method, path and query tell.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function s3Call(request: AwsRequest): S3Call {
  const [, bucket = '', ...rest] = request.path.split('/');
  const key = checkedKey(decoded(rest.join('/')));
  if (bucket === '') return { action: 's3:ListAllMyBuckets', resources: ['*'], bucket, key };
  if (key !== '') return { action: objectAction(request), resources: [`${bucketArn(bucket)}/${key}`], bucket, key };
  if (request.method === 'POST' && request.query.has('delete')) {
    const resources = keysToDelete(request.body.toString('utf8')).map((each) => `${bucketArn(bucket)}/${each}`);
    return { action: 's3:DeleteObject', resources, bucket, key };
  }
  return { action: bucketAction(request), resources: [bucketArn(bucket)], bucket, key };
}

/** The library resolves dots as a path would, and so would store the object elsewhere than where IAM judged it. */
function checkedKey(key: string): string {
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
  if (key.split('/').some((part) => part === '.' || part === '..')) {
    throw new AwsError('NotImplemented', 'The local S3 takes no key with "." or ".." as a part.', { status: 501 });
  }
  return key;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new AwsError('InvalidURI', `Couldn't parse the specified URI: ${messageOf(cause)}`);
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html: each object is judged. */
function keysToDelete(xml: string): string[] {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  const plain = (text: string) => text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '');
  return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => plain(key));
}

const BUCKET_SUBRESOURCES: Record<string, S3Action> = {
  location: 's3:GetBucketLocation',
  versioning: 's3:GetBucketVersioning',
  lifecycle: 's3:GetLifecycleConfiguration',
  uploads: 's3:ListBucketMultipartUploads',
  policy: 's3:GetBucketPolicy',
};

function bucketAction({ method, query }: AwsRequest): S3Action {
  if (method === 'PUT') return query.has('lifecycle') ? 's3:PutLifecycleConfiguration' : 's3:CreateBucket';
  if (method === 'DELETE') return query.has('lifecycle') ? 's3:PutLifecycleConfiguration' : 's3:DeleteBucket';
  if (method === 'POST') return 's3:PutObject';
  const subresource = Object.keys(BUCKET_SUBRESOURCES).find((name) => query.has(name));
  return BUCKET_SUBRESOURCES[subresource ?? ''] ?? 's3:ListBucket';
}

function objectAction({ method, query }: AwsRequest): S3Action {
  const write = method === 'PUT' || method === 'POST';
  if (query.has('tagging')) return write ? 's3:PutObjectTagging' : 's3:GetObjectTagging';
  if (query.has('acl')) return write ? 's3:PutObjectAcl' : 's3:GetObjectAcl';
  if (write) return 's3:PutObject';
  if (method === 'DELETE') return query.has('uploadId') ? 's3:AbortMultipartUpload' : 's3:DeleteObject';
  return query.has('uploadId') ? 's3:ListMultipartUploadParts' : 's3:GetObject';
}
