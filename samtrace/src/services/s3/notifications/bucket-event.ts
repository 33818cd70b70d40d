import { type Account, bucketArn } from '../../../aws/arn.ts';
import type { BucketEvent, ObjectChange } from './contract.ts';
import { isRemoval, isTaggingEvent, newRequestId } from './event-record.ts';

/** The API call that changed the object. */
const REASONS: Readonly<Record<string, string>> = {
  'ObjectCreated:CompleteMultipartUpload': 'CompleteMultipartUpload',
  'ObjectCreated:Copy': 'CopyObject',
  'ObjectCreated:Post': 'POST Object',
  'ObjectCreated:Put': 'PutObject',
  'ObjectRemoved:Delete': 'DeleteObject',
};

const DETAIL_TYPES: Readonly<Record<string, string>> = {
  'ObjectRemoved:Delete': 'Object Deleted',
  'ObjectTagging:Delete': 'Object Tags Deleted',
  'ObjectTagging:Put': 'Object Tags Added',
};

/**
 * The event that S3 puts on the default event bus. Unlike in a notification, the key is not encoded.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function bucketEvent(change: ObjectChange, account: Account): BucketEvent {
  const removed = isRemoval(change);
  const isTagging = isTaggingEvent(change);
  return {
    source: 'aws.s3',
    'detail-type': DETAIL_TYPES[change.eventName] ?? 'Object Created',
    resources: [bucketArn(change.bucket)],
    detail: {
      version: '0',
      bucket: { name: change.bucket },
      object: objectIn(change),
      'request-id': newRequestId(),
      requester: account.accountId,
      'source-ip-address': '127.0.0.1',
      ...(!isTagging && { reason: REASONS[change.eventName] ?? change.eventName }),
      ...(removed && { 'deletion-type': 'Permanently Deleted' }),
    },
  };
}

/** An event about tags has neither the size nor the sequencer, as the recorded one about an ACL. */
function objectIn(change: ObjectChange): Record<string, unknown> {
  const { key, size, eTag, sequencer } = change;
  if (isTaggingEvent(change)) return { key, etag: eTag };
  return isRemoval(change) ? { key, sequencer } : { key, size, etag: eTag, sequencer };
}
