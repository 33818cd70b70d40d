import { AwsError } from '../../../aws/error.ts';
import type { AwsRequest } from '../../../aws/http.ts';
import type { Action, Context } from '../action.ts';
import { byteRange } from '../byte-range.ts';
import { checksumHeaders, newDigest, verifyBody } from '../checksum.ts';
import { encryptionHeaders } from '../object-headers.ts';
import { readPayload } from '../payload.ts';
import { onCopy, onObject } from '../permissions.ts';
import type { PartRecord, StoredChecksum, UploadRecord } from '../record.ts';
import { isoTime, texts, xmlAnswer } from '../xml-answer.ts';
import { COPY_CONDITIONS, sourceOf } from './copy-object.ts';
import { existingUpload } from './uploads.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: Action = {
  parameters: ['partNumber', 'uploadId'],
  headers: ['x-amz-checksum-'],
  permissions: onObject('s3:PutObject'),
  async run(context, request, address) {
    const upload = existingUpload(context, request, address);
    const number = partNumber(request);
    const { body, headers } = readPayload(request);
    const { md5, checksum } = await verifyBody(body, headers);
    const stored = await storePart(context, upload, number, body, md5, checksum);
    // Only an object's checksum has a type.
    const { 'x-amz-checksum-type': _, ...checksums } = checksumHeaders(stored.checksum);
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
    const range = byteRange(rangeHeader, source.size);
    if (rangeHeader !== undefined && !/^bytes=\d+-\d+$/.test(rangeHeader)) {
      throw new AwsError(
        'InvalidArgument',
        'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the ' +
          'zero-based offsets of the first and last bytes to copy',
        { members: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: rangeHeader } },
      );
    }
    const body = await context.store.read(source, range?.start, range?.length);
    if (body === undefined)
      throw new AwsError('OperationAborted', 'The source was deleted meanwhile.', { status: 409 });
    const { md5 } = await verifyBody(body, {});
    const part = await storePart(context, upload, number, body, md5, undefined);
    const result = { LastModified: isoTime(part.lastModifiedMs), ETag: `"${md5}"` };
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
  sent: StoredChecksum | undefined,
): Promise<PartRecord> {
  const checksum = sent ?? ownChecksum(upload, body);
  const part: PartRecord = {
    number,
    size: body.length,
    etag,
    lastModifiedMs: store.now(),
    ...(checksum !== undefined && { checksum }),
    body: await store.bodies.write(body),
  };
  const replaced = store.index.parts(upload.id).find((each) => each.number === number);
  try {
    store.index.putPart(upload.id, part);
  } catch (error) {
    await store.bodies.remove([part.body]);
    throw error;
  }
  if (replaced !== undefined) await store.bodies.remove([replaced.body]);
  return part;
}

/** Of an upload that names an algorithm every part has a checksum. */
function ownChecksum({ checksumAlgorithm }: UploadRecord, body: Buffer): StoredChecksum | undefined {
  if (checksumAlgorithm === undefined) return undefined;
  const digest = newDigest(checksumAlgorithm);
  digest.update(body);
  return { algorithm: checksumAlgorithm, value: digest.digest().toString('base64'), type: 'FULL_OBJECT' };
}

function partNumber({ query }: AwsRequest): number {
  const text = query.get('partNumber') ?? '';
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive', {
    members: { ArgumentName: 'partNumber', ArgumentValue: text },
  });
}
