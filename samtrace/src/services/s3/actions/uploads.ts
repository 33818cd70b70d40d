import { randomUUID } from 'node:crypto';
import { AwsError } from '../../../aws/error.ts';
import type { AwsRequest } from '../../../aws/http.ts';
import { element } from '../../../aws/xml.ts';
import type { Action, Context } from '../action.ts';
import type { Address } from '../address.ts';
import { checksumMember, newDigest } from '../checksum.ts';
import { existingBucket, integerIn, limitIn } from '../existing.ts';
import { encryptionHeaders, keptHeaders, storageClass, WRITE_HEADERS } from '../object-headers.ts';
import { onNewObject, onObject } from '../permissions.ts';
import type { PartRecord, UploadRecord } from '../record.ts';
import { tagsInHeader } from '../tags.ts';
import { isoTime, texts, xmlAnswer } from '../xml-answer.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: Action = {
  parameters: ['uploads'],
  headers: WRITE_HEADERS,
  permissions: onNewObject,
  run(context, { headers }, address) {
    existingBucket(context, address.bucket);
    const algorithm = headers['x-amz-checksum-algorithm']?.toLowerCase();
    if (algorithm !== undefined) newDigest(algorithm);
    if (algorithm === undefined && headers['x-amz-checksum-type'] !== undefined) {
      const message = 'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.';
      throw new AwsError('InvalidRequest', message);
    }
    const type = headers['x-amz-checksum-type'] ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
    if (type !== 'FULL_OBJECT' && type !== 'COMPOSITE') {
      throw new AwsError('InvalidRequest', 'Value for x-amz-checksum-type header is invalid.');
    }
    checkTypeOf(algorithm, type);
    const upload: UploadRecord = {
      ...address,
      id: randomUUID().replaceAll('-', ''),
      startedMs: context.store.now(),
      headers: keptHeaders(headers),
      tags: tagsInHeader(headers['x-amz-tagging']),
      ...(algorithm !== undefined && { checksumAlgorithm: algorithm, checksumType: type }),
    };
    context.store.index.putUpload(upload);
    const checksum =
      algorithm === undefined
        ? {}
        : { 'x-amz-checksum-algorithm': algorithm.toUpperCase(), 'x-amz-checksum-type': type };
    const members = { Bucket: address.bucket, Key: address.key, UploadId: upload.id };
    return xmlAnswer('InitiateMultipartUploadResult', texts(members), {
      ...encryptionHeaders(upload.headers),
      ...checksum,
    });
  },
};

export const abortMultipartUpload: Action = {
  parameters: ['uploadId'],
  permissions: onObject('s3:AbortMultipartUpload'),
  async run(context, request, address) {
    await context.store.abortUpload(existingUpload(context, request, address));
    return { status: 204, headers: {}, body: '' };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: Action = {
  parameters: ['max-parts', 'part-number-marker', 'uploadId'],
  permissions: onObject('s3:ListMultipartUploadParts'),
  run(context, request, address) {
    const upload = existingUpload(context, request, address);
    const limit = limitIn(request.query, 'max-parts', 1000);
    const marker = integerIn(request.query, 'part-number-marker') ?? 0;
    const following = context.store.index.parts(upload.id).filter(({ number }) => number > marker);
    const parts = following.slice(0, limit);
    const owner = texts({ ID: context.accountId });
    return xmlAnswer(
      'ListPartsResult',
      texts({
        Bucket: upload.bucket,
        Key: upload.key,
        UploadId: upload.id,
        PartNumberMarker: marker,
        NextPartNumberMarker: parts.at(-1)?.number ?? 0,
        MaxParts: limit,
        IsTruncated: following.length > parts.length,
        StorageClass: storageClass(upload),
        ChecksumAlgorithm: upload.checksumAlgorithm?.toUpperCase(),
        ChecksumType: upload.checksumType,
      }) +
        element('Initiator', owner) +
        element('Owner', owner) +
        parts.map((part) => element('Part', partXml(part))).join(''),
    );
  },
};

/** Throws NoSuchBucket or NoSuchUpload. */
export function existingUpload(context: Context, { query }: AwsRequest, { bucket, key }: Address): UploadRecord {
  existingBucket(context, bucket);
  const id = query.get('uploadId') ?? '';
  const upload = context.store.index.upload(id);
  if (upload !== undefined && upload.bucket === bucket && upload.key === key) return upload;
  throw noSuchUpload(id);
}

export function noSuchUpload(id: string): AwsError {
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  return new AwsError('NoSuchUpload', message, { status: 404, members: { UploadId: id } });
}

function partXml({ number, size, etag, lastModifiedMs, checksum }: PartRecord): string {
  return texts({
    PartNumber: number,
    LastModified: isoTime(lastModifiedMs),
    ETag: `"${etag}"`,
    Size: size,
    ...(checksum !== undefined && { [checksumMember(checksum)]: checksum.value }),
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
function checkTypeOf(algorithm: string | undefined, type: string): void {
  const isCrc = algorithm?.startsWith('crc') ?? true;
  const allowed = type === 'FULL_OBJECT' ? isCrc : algorithm !== 'crc64nvme';
  if (allowed) return;
  const message = `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`;
  throw new AwsError('InvalidRequest', message);
}
