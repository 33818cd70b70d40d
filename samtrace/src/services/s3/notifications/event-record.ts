import { randomBytes } from 'node:crypto';
import { type Account, bucketArn } from '../../../aws/arn.ts';
import type { ObjectChange } from './contract.ts';

/**
 * The message that functions, queues and topics get: one record each. AWS has since added fields to version 2.1, of which
 * none concerns an object's change. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function eventRecords(change: ObjectChange, configurationId: string, account: Account): string {
  const isTagging = isTaggingEvent(change);
  const record = {
    eventVersion: isTagging ? '2.3' : '2.1',
    eventSource: 'aws:s3',
    awsRegion: account.region,
    eventTime: new Date(change.lastModifiedMs).toISOString(),
    eventName: change.eventName,
    userIdentity: { principalId: `AWS:${account.accountId}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': newRequestId(), 'x-amz-id-2': randomBytes(56).toString('base64') },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: {
        name: change.bucket,
        ownerIdentity: { principalId: account.accountId },
        arn: bucketArn(change.bucket),
      },
      object: {
        key: encodedKey(change.key),
        ...(!isTagging && !isRemoval(change) && { size: change.size }),
        ...(!isRemoval(change) && { eTag: change.eTag }),
        ...(!isTagging && { sequencer: change.sequencer }),
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function testEvent(bucket: string): string {
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date().toISOString(),
    Bucket: bucket,
    RequestId: newRequestId(),
    HostId: randomBytes(56).toString('base64'),
  });
}

/** S3 counts the versions of its records by the kind of the event. */
export function isTaggingEvent({ eventName }: Pick<ObjectChange, 'eventName'>): boolean {
  return eventName.startsWith('ObjectTagging:');
}

export function isRemoval({ eventName }: Pick<ObjectChange, 'eventName'>): boolean {
  return eventName.startsWith('ObjectRemoved:');
}

export function newRequestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}

/** As in a form: `a b@c` becomes `a+b%40c`. Slashes stay. */
function encodedKey(key: string): string {
  const encoded = encodeURIComponent(key).replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return encoded.replaceAll('%20', '+').replaceAll('%2F', '/');
}
