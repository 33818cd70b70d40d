import { createHash } from 'node:crypto';
import { AwsError } from '../../../aws/error.ts';
import type { Action } from '../action.ts';
import { checksumIn, checksumMember, DEFAULT_ALGORITHM, newDigest } from '../checksum.ts';
import { encryptionHeaders } from '../object-headers.ts';
import { readPayload } from '../payload.ts';
import { onNewObject } from '../permissions.ts';
import { writeCheck, writeCondition } from '../preconditions.ts';
import type { ObjectRecord, PartRecord, StoredChecksum, UploadRecord } from '../record.ts';
import type { WriteCheck } from '../store.ts';
import { texts, xmlAnswer } from '../xml-answer.ts';
import { chosenParts, wantedParts } from './chosen-parts.ts';
import { existingUpload } from './uploads.ts';

type Headers = Readonly<Record<string, string>>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: Action = {
  parameters: ['uploadId'],
  headers: ['x-amz-checksum-', 'x-amz-mp-object-size'],
  permissions: onNewObject,
  async run(context, request, address) {
    const { store } = context;
    const { body, headers } = await readPayload(request);
    const named = `${address.bucket}/${address.key} ${createHash('sha256').update(body).digest('hex')}`;
    const uploadId = request.query.get('uploadId') ?? '';
    const before = store.completedUploads.answerTo(uploadId, named);
    if (before !== undefined) return before;
    const upload = existingUpload(context, request, address);
    const check = completionCheck(request.headers, upload);
    checkType(headers['x-amz-checksum-type'], upload);
    const parts = chosenParts(upload, wantedParts(body), store.index.parts(upload.id));
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    checkSize(headers['x-amz-mp-object-size'], size);
    check(store.index.object(address.bucket, address.key));

    const algorithm = upload.checksumAlgorithm ?? DEFAULT_ALGORITHM;
    const digest = upload.checksumType === 'COMPOSITE' ? undefined : newDigest(algorithm);
    const sources = parts.map((part) => part.body);
    const name = await store.bodies.concatenate(sources, (bytes) => digest?.update(bytes));
    const checksum = checksumOf(algorithm, parts, digest?.digest());
    const record: ObjectRecord = {
      ...address,
      size,
      etag: etagOf(parts),
      lastModifiedMs: store.now(),
      headers: upload.headers,
      tags: upload.tags,
      parts: parts.map(({ number, size: bytes, checksum: ofPart }) => ({
        number,
        size: bytes,
        ...(ofPart !== undefined && { checksum: ofPart }),
      })),
      checksum,
      body: name,
    };
    await store.completeUpload(upload.id, record, (stored) => {
      if (upload.checksumAlgorithm !== undefined) checkSent(headers, checksum);
      // Another request may have ended the upload meanwhile.
      existingUpload(context, request, address);
      check(stored);
    });
    const answer = xmlAnswer(
      'CompleteMultipartUploadResult',
      texts({
        Location: `http://${request.headers.host}${request.path}`,
        Bucket: address.bucket,
        Key: address.key,
        ETag: `"${record.etag}"`,
        [checksumMember(checksum)]: checksum.value,
        ChecksumType: checksum.type,
      }),
      encryptionHeaders(record.headers),
    );
    store.completedUploads.remember(uploadId, named, answer);
    return answer;
  },
};

/** The MD5 of the parts' MD5s, and how many there are. */
function etagOf(parts: readonly PartRecord[]): string {
  const md5s = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
  return `${createHash('md5').update(md5s).digest('hex')}-${parts.length}`;
}

/** The checksum of the complete object, or of the checksums of the parts with the number of parts. */
function checksumOf(algorithm: string, parts: readonly PartRecord[], whole: Buffer | undefined): StoredChecksum {
  if (whole !== undefined) return { algorithm, value: whole.toString('base64'), type: 'FULL_OBJECT' };
  const digest = newDigest(algorithm);
  for (const { checksum } of parts) digest.update(Buffer.from(checksum?.value ?? '', 'base64'));
  return { algorithm, value: `${digest.digest().toString('base64')}-${parts.length}`, type: 'COMPOSITE' };
}

/** Any other checksum than that of the upload's algorithm counts as wrong. */
function checkSent(headers: Headers, { algorithm, value }: StoredChecksum): void {
  const sent = checksumIn(headers);
  if (sent === undefined || (sent.algorithm === algorithm && sent.value === value)) return;
  throw new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}

function checkType(sent: string | undefined, { checksumType }: UploadRecord): void {
  if (sent === undefined || sent === checksumType) return;
  const message = `The upload was created using the ${checksumType ?? 'null'} checksum mode. The complete request must use the same checksum mode.`;
  throw new AwsError('InvalidRequest', message);
}

/**
 * The conditions of the request. They also fail if another request has written or deleted the object since the start of
 * the upload. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function completionCheck(headers: Headers, { key, startedMs, isKeyDeleted }: UploadRecord): WriteCheck {
  const check = writeCheck(headers, key);
  const condition = writeCondition(headers);
  return (stored) => {
    check(stored);
    const isChanged = isKeyDeleted === true || (stored !== undefined && stored.lastModifiedMs > startedMs);
    if (condition === undefined || !isChanged) return;
    const message = 'The conditional request cannot succeed due to a conflicting operation against this resource.';
    throw new AwsError('ConditionalRequestConflict', message, {
      status: 409,
      members: { Condition: condition, Key: key },
    });
  };
}

function checkSize(sent: string | undefined, size: number): void {
  if (sent === undefined || Number(sent) === size) return;
  const message = `The provided 'x-amz-mp-object-size' header value ${sent} does not match what was computed: ${size}`;
  throw new AwsError('InvalidRequest', message);
}
