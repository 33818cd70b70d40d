import { AwsError } from '../../../aws/error.ts';
import type { AwsRequest } from '../../../aws/http.ts';
import type { Action, Context } from '../action.ts';
import type { ByteRange } from '../byte-range.ts';
import { checksumHeaders, checksumIn, checksumMember, verifyBody } from '../checksum.ts';
import { encryptionHeaders } from '../object-headers.ts';
import { readPayload } from '../payload.ts';
import { onCopy, onObject } from '../permissions.ts';
import type { PartRecord, StoredChecksum, UploadRecord } from '../record.ts';
import { isoTime, texts, xmlAnswer } from '../xml-answer.ts';
import { COPY_CONDITIONS, sourceOf } from './copy-object.ts';
import { existingUpload, noSuchUpload } from './uploads.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: Action = {
  parameters: ['partNumber', 'uploadId'],
  headers: ['x-amz-checksum-'],
  permissions: onObject('s3:PutObject'),
  async run(context, request, address) {
    const upload = existingUpload(context, request, address);
    const number = partNumber(request);
    const { body, headers } = await readPayload(request);
    checkAlgorithm(upload, checksumIn(headers)?.algorithm);
    const { md5, checksum } = await verifyBody(body, headers, upload.checksumAlgorithm);
    await storePart(context, upload, number, body, md5, checksum);
    // Only an object's checksum has a type.
    const { 'x-amz-checksum-type': _, ...checksums } = checksumHeaders(checksum);
    const answer = { etag: `"${md5}"`, ...encryptionHeaders(upload.headers), ...checksums };
    return { status: 200, headers: answer, body: '' };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: Action = {
  parameters: ['partNumber', 'uploadId'],
  headers: [...COPY_CONDITIONS, 'x-amz-copy-source', 'x-amz-copy-source-range'],
  permissions: onCopy,
  async run(context, request, address) {
    const upload = existingUpload(context, request, address);
    const number = partNumber(request);
    const source = sourceOf(context, request);
    const rangeHeader = request.headers['x-amz-copy-source-range'];
    const range = rangeHeader === undefined ? undefined : copyRange(rangeHeader, source.size);
    const body = await context.store.read(source, range?.start, range?.length);
    if (body === undefined)
      throw new AwsError('OperationAborted', 'The source was deleted meanwhile.', { status: 409 });
    const { md5, checksum } = await verifyBody(body, {}, upload.checksumAlgorithm);
    const part = await storePart(context, upload, number, body, md5, checksum);
    const result = {
      LastModified: isoTime(part.lastModifiedMs),
      ETag: `"${md5}"`,
      ...(checksum !== undefined && { [checksumMember(checksum)]: checksum.value }),
    };
    return xmlAnswer('CopyPartResult', texts(result), encryptionHeaders(upload.headers));
  },
};

/** A part replaces an earlier one of its number. */
async function storePart(
  { store }: Context,
  upload: UploadRecord,
  number: number,
  body: Buffer,
  etag: string,
  checksum: StoredChecksum | undefined,
): Promise<PartRecord> {
  const part: PartRecord = {
    number,
    size: body.length,
    etag,
    lastModifiedMs: store.now(),
    // An upload without an algorithm forgets the checksums of its parts.
    ...(checksum !== undefined && upload.checksumAlgorithm !== undefined && { checksum }),
    body: await store.bodies.write(body),
  };
  const replaced = store.index.parts(upload.id).find((each) => each.number === number);
  try {
    // It may have ended while the part was written.
    if (store.index.upload(upload.id) === undefined) throw noSuchUpload(upload.id);
    store.index.putPart(upload.id, part);
  } catch (error) {
    await store.bodies.remove([part.body]);
    throw error;
  }
  if (replaced !== undefined) await store.bodies.remove([replaced.body]);
  return part;
}

function checkAlgorithm({ checksumAlgorithm }: UploadRecord, sent: string | undefined): void {
  if (sent === undefined || checksumAlgorithm === undefined || sent === checksumAlgorithm) return;
  const message = `Checksum Type mismatch occurred, expected checksum Type: ${checksumAlgorithm}, actual checksum Type: ${sent}`;
  throw new AwsError('InvalidRequest', message);
}

/** Other than a range of a read, this one has both ends, and both are in the object. */
function copyRange(header: string, size: number): ByteRange {
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const members = { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header };
  if (first === '' || Number(last) < Number(first)) {
    const message =
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the ' +
      'zero-based offsets of the first and last bytes to copy';
    throw new AwsError('InvalidArgument', message, { members });
  }
  if (Number(first) >= size) {
    throw new AwsError('InvalidRequest', 'The specified copy range is invalid for the source object size');
  }
  if (Number(last) < size) return { start: Number(first), length: Number(last) - Number(first) + 1 };
  throw new AwsError('InvalidArgument', `Range specified is not valid for source object of size: ${size}`, { members });
}

function partNumber({ query }: AwsRequest): number {
  const text = query.get('partNumber') ?? '';
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive', {
    members: { ArgumentName: 'partNumber', ArgumentValue: text },
  });
}
