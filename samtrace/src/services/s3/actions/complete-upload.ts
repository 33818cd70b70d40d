import { createHash } from 'node:crypto';
import { AwsError } from '../../../aws/error.ts';
import { childText } from '../../../aws/read-xml.ts';
import type { Action } from '../action.ts';
import { checksumIn, checksumMember, checkValue, newDigest } from '../checksum.ts';
import { encryptionHeaders } from '../object-headers.ts';
import { readPayload } from '../payload.ts';
import { onNewObject } from '../permissions.ts';
import { writeCheck } from '../preconditions.ts';
import type { ObjectRecord, PartRecord, StoredChecksum, UploadRecord } from '../record.ts';
import { malformedXml } from '../tags.ts';
import { requestXml, texts, xmlAnswer } from '../xml-answer.ts';
import { existingUpload } from './uploads.ts';

/** Of every part but the last. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART_BYTES = 5 * 1024 * 1024;

interface WantedPart {
  readonly number: number;
  readonly etag: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: Action = {
  parameters: ['uploadId'],
  headers: ['x-amz-checksum-', 'x-amz-mp-object-size'],
  permissions: onNewObject,
  async run(context, request, address) {
    const upload = existingUpload(context, request, address);
    const { store } = context;
    const check = writeCheck(request.headers);
    const { body, headers } = readPayload(request);
    const parts = chosenParts(wantedParts(body), store.index.parts(upload.id));
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    checkSize(headers['x-amz-mp-object-size'], size);
    check(store.index.object(address.bucket, address.key));

    const digest = upload.checksumType === 'FULL_OBJECT' ? newDigest(upload.checksumAlgorithm ?? '') : undefined;
    const sources = parts.map((part) => part.body);
    const name = await store.bodies.concatenate(sources, (bytes) => digest?.update(bytes));
    const record: ObjectRecord = {
      ...address,
      size,
      etag: etagOf(parts),
      lastModifiedMs: store.now(),
      headers: upload.headers,
      tags: upload.tags,
      parts: parts.map(({ number, size: bytes, checksum }) => ({
        number,
        size: bytes,
        ...(checksum !== undefined && { checksum }),
      })),
      ...checksumOf(upload, parts, digest?.digest()),
      body: name,
    };
    await store.completeUpload(upload.id, record, (stored) => {
      const sent = checksumIn(headers);
      if (sent !== undefined && record.checksum !== undefined) checkValue(sent, record.checksum.value);
      // Another request may have ended the upload meanwhile.
      existingUpload(context, request, address);
      check(stored);
    });
    const { checksum } = record;
    return xmlAnswer(
      'CompleteMultipartUploadResult',
      texts({
        Location: `http://${request.headers.host}${request.path}`,
        Bucket: address.bucket,
        Key: address.key,
        ETag: `"${record.etag}"`,
        ...(checksum !== undefined && { [checksumMember(checksum)]: checksum.value, ChecksumType: checksum.type }),
      }),
      encryptionHeaders(record.headers),
    );
  },
};

function wantedParts(body: Buffer): WantedPart[] {
  const document = requestXml(body);
  const parts = document.children.filter(({ name }) => name === 'Part');
  if (document.name !== 'CompleteMultipartUpload' || parts.length === 0) throw malformedXml();
  return parts.map((part) => {
    const number = Number(childText(part, 'PartNumber'));
    const etag = childText(part, 'ETag');
    if (!Number.isInteger(number) || etag === undefined) throw malformedXml();
    return { number, etag: etag.replace(/^"|"$/g, '') };
  });
}

function chosenParts(wanted: readonly WantedPart[], stored: readonly PartRecord[]): PartRecord[] {
  const isAscending = wanted.every(({ number }, index) => number > (wanted[index - 1]?.number ?? 0));
  if (!isAscending) {
    const message =
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.';
    throw new AwsError('InvalidPartOrder', message);
  }
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const parts = wanted.map(({ number, etag }) => {
    const part = byNumber.get(number);
    if (part !== undefined && part.etag === etag) return part;
    const message =
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
    throw new AwsError('InvalidPart', message, { members: { PartNumber: number, ETag: etag } });
  });
  const small = parts.slice(0, -1).find(({ size }) => size < MIN_PART_BYTES);
  if (small === undefined) return parts;
  throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    members: { ProposedSize: small.size, MinSizeAllowed: MIN_PART_BYTES, PartNumber: small.number, ETag: small.etag },
  });
}

/** The MD5 of the parts' MD5s, and how many there are. */
function etagOf(parts: readonly PartRecord[]): string {
  const md5s = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
  return `${createHash('md5').update(md5s).digest('hex')}-${parts.length}`;
}

/** A composite checksum is that of the parts' checksums, and how many there are. */
function checksumOf(
  { checksumAlgorithm, checksumType }: UploadRecord,
  parts: readonly PartRecord[],
  whole: Buffer | undefined,
): { checksum?: StoredChecksum } {
  if (checksumAlgorithm === undefined || checksumType === undefined) return {};
  if (whole !== undefined) {
    return { checksum: { algorithm: checksumAlgorithm, value: whole.toString('base64'), type: checksumType } };
  }
  const digest = newDigest(checksumAlgorithm);
  for (const { checksum } of parts) digest.update(Buffer.from(checksum?.value ?? '', 'base64'));
  const value = `${digest.digest().toString('base64')}-${parts.length}`;
  return { checksum: { algorithm: checksumAlgorithm, value, type: checksumType } };
}

function checkSize(sent: string | undefined, size: number): void {
  if (sent === undefined || Number(sent) === size) return;
  const message = `The provided 'x-amz-mp-object-size' header value ${sent} does not match what was computed: ${size}`;
  throw new AwsError('InvalidRequest', message);
}
