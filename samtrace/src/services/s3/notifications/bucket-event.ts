import { type Account, bucketArn } from '../../../aws/arn.ts';
import type { BucketEvent, ObjectChange } from './contract.ts';
import { isRemoval, newRequestId } from './event-record.ts';

/** Which API call changed the object. */
const REASONS: Readonly<Record<string, string>> = {
  'ObjectCreated:CompleteMultipartUpload': 'CompleteMultipartUpload',
  'ObjectCreated:Copy': 'CopyObject',
  'ObjectCreated:Post': 'POST Object',
  'ObjectCreated:Put': 'PutObject',
  'ObjectRemoved:Delete': 'DeleteObject',
};

/**
 * What S3 puts on the default event bus. Unlike in a notification, the key is not encoded.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function bucketEvent(change: ObjectChange, account: Account): BucketEvent {
  const removed = isRemoval(change);
  const { key, size, eTag, sequencer } = change;
  return {
    source: 'aws.s3',
    'detail-type': removed ? 'Object Deleted' : 'Object Created',
    resources: [bucketArn(change.bucket)],
    detail: {
      version: '0',
      bucket: { name: change.bucket },
      object: removed ? { key, sequencer } : { key, size, etag: eTag, sequencer },
      'request-id': newRequestId(),
      requester: account.accountId,
      'source-ip-address': '127.0.0.1',
      reason: REASONS[change.eventName] ?? change.eventName,
      ...(removed && { 'deletion-type': 'Permanently Deleted' }),
    },
  };
}
