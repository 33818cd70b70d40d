import { AwsError } from '../../../aws/error.ts';
import type { Action } from '../action.ts';
import { checksumHeaders, DEFAULT_ALGORITHM, verifyBody } from '../checksum.ts';
import { checkVersion, existingBucket } from '../existing.ts';
import { encryptionHeaders, keptHeaders, WRITE_HEADERS } from '../object-headers.ts';
import { readPayload } from '../payload.ts';
import { onDeletedObject, onNewObject } from '../permissions.ts';
import { deleteCheck, writeCheck } from '../preconditions.ts';
import { tagsInHeader } from '../tags.ts';

export const BYPASS_RETENTION = 'x-amz-bypass-governance-retention';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: Action = {
  headers: WRITE_HEADERS,
  permissions: onNewObject,
  async run(context, request, address) {
    existingBucket(context, address.bucket);
    const check = writeCheck(request.headers, address.key);
    check(context.store.index.object(address.bucket, address.key));
    const { body, headers } = await readPayload(request);
    const { md5, checksum } = await verifyBody(body, headers, DEFAULT_ALGORITHM);
    const kept = keptHeaders(headers);
    const tags = tagsInHeader(headers['x-amz-tagging']);
    const record = {
      ...address,
      size: body.length,
      etag: md5,
      lastModifiedMs: context.store.now(),
      headers: kept,
      tags,
      ...(checksum !== undefined && { checksum }),
      body: await context.store.bodies.write(body),
    };
    await context.store.putObject(record, 'ObjectCreated:Put', (stored) => {
      existingBucket(context, address.bucket);
      check(stored);
    });
    const answer = { etag: `"${md5}"`, ...encryptionHeaders(kept), ...checksumHeaders(checksum) };
    return { status: 200, headers: answer, body: '' };
  },
};

/** The deletion of a missing object succeeds. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: Action = {
  parameters: ['versionId'],
  headers: [BYPASS_RETENTION],
  permissions: onDeletedObject,
  async run(context, { query, headers }, { bucket, key }) {
    existingBucket(context, bucket);
    checkNoRetention(headers);
    checkVersion(query.get('versionId'));
    await context.store.deleteObject(bucket, key, deleteCheck(headers['if-match'], key));
    return { status: 204, headers: {}, body: '' };
  },
};

/** No bucket here has Object Lock. */
export function checkNoRetention(headers: Readonly<Record<string, string>>): void {
  if (headers[BYPASS_RETENTION] === undefined) return;
  throw new AwsError('InvalidArgument', `${BYPASS_RETENTION} is only applicable to Object Lock enabled buckets.`, {
    members: { ArgumentName: BYPASS_RETENTION },
  });
}
