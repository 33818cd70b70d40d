import { AwsError } from '../../../aws/error.ts';
import type { Action } from '../action.ts';
import { verifyBody } from '../checksum.ts';
import { existingBucket, existingObject } from '../existing.ts';
import { readPayload } from '../payload.ts';
import { onBucket, onObject } from '../permissions.ts';
import { bucketTagsInXml, objectTagsInXml, tagsXml } from '../tags.ts';
import { requestXml, xmlAnswer } from '../xml-answer.ts';

export const getObjectTagging: Action = {
  parameters: ['versionId'],
  permissions: onObject('s3:GetObjectTagging', 's3:GetObjectVersionTagging'),
  run: (context, request, address) => xmlAnswer('Tagging', tagsXml(existingObject(context, request, address).tags)),
};

export const putObjectTagging: Action = {
  parameters: ['versionId'],
  headers: ['x-amz-checksum-'],
  permissions: onObject('s3:PutObjectTagging', 's3:PutObjectVersionTagging'),
  async run(context, request, address) {
    const { body, headers } = await readPayload(request);
    await verifyBody(body, headers);
    const tags = objectTagsInXml(requestXml(body));
    context.store.setTags(existingObject(context, request, address), tags, 'ObjectTagging:Put');
    return { status: 200, headers: {}, body: '' };
  },
};

export const deleteObjectTagging: Action = {
  parameters: ['versionId'],
  permissions: onObject('s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'),
  run(context, request, address) {
    context.store.setTags(existingObject(context, request, address), {}, 'ObjectTagging:Delete');
    return { status: 204, headers: {}, body: '' };
  },
};

export const getBucketTagging: Action = {
  permissions: onBucket('s3:GetBucketTagging'),
  run(context, _, { bucket }) {
    const { tags } = existingBucket(context, bucket);
    if (tags !== undefined) return xmlAnswer('Tagging', tagsXml(tags));
    throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', { status: 404, members: { BucketName: bucket } });
  },
};

export const putBucketTagging: Action = {
  headers: ['x-amz-checksum-'],
  permissions: onBucket('s3:PutBucketTagging'),
  async run(context, request, { bucket }) {
    const { body, headers } = await readPayload(request);
    await verifyBody(body, headers);
    const tags = bucketTagsInXml(requestXml(body));
    const { tags: _, ...record } = existingBucket(context, bucket);
    // An empty set is stored as no set.
    context.store.index.putBucket(Object.keys(tags).length === 0 ? record : { ...record, tags });
    return { status: 204, headers: {}, body: '' };
  },
};

export const deleteBucketTagging: Action = {
  permissions: onBucket('s3:PutBucketTagging'),
  run(context, _, { bucket }) {
    const { tags, ...record } = existingBucket(context, bucket);
    if (tags !== undefined) context.store.index.putBucket(record);
    return { status: 204, headers: {}, body: '' };
  },
};
