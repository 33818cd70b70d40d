import type { Action } from '../action.ts';
import { checksumHeaders, verifyBody } from '../checksum.ts';
import { checkVersion, existingBucket } from '../existing.ts';
import { encryptionHeaders, keptHeaders, WRITE_HEADERS } from '../object-headers.ts';
import { readPayload } from '../payload.ts';
import { onDeletedObject, onNewObject } from '../permissions.ts';
import { writeCheck } from '../preconditions.ts';
import { tagsInHeader } from '../tags.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: Action = {
  headers: WRITE_HEADERS,
  permissions: onNewObject,
  async run(context, request, address) {
    existingBucket(context, address.bucket);
    const check = writeCheck(request.headers);
    check(context.store.index.object(address.bucket, address.key));
    const { body, headers } = readPayload(request);
    const { md5, checksum } = await verifyBody(body, headers);
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

/** Deleting what is not there succeeds. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: Action = {
  parameters: ['versionId'],
  permissions: onDeletedObject,
  async run(context, { query, headers }, { bucket, key }) {
    existingBucket(context, bucket);
    checkVersion(query.get('versionId'));
    await context.store.deleteObject(bucket, key, writeCheck({ 'if-match': headers['if-match'] }));
    return { status: 204, headers: {}, body: '' };
  },
};
