import { AwsError } from '../../../aws/error.ts';
import { childText, type XmlElement } from '../../../aws/read-xml.ts';
import { checksumMember } from '../checksum.ts';
import type { PartRecord, UploadRecord } from '../record.ts';
import { malformedXml } from '../tags.ts';
import { requestXml } from '../xml-answer.ts';

/** Of every part but the last. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART_BYTES = 5 * 1024 * 1024;

/** A part of the request that completes an upload. */
interface WantedPart {
  readonly number: number;
  readonly etag: string;
  /** Members such as `ChecksumCRC32`. */
  readonly checksums: ReadonlyMap<string, string>;
}

/** The parts in a `CompleteMultipartUpload` document. Throws MalformedXML or InvalidRequest. */
export function wantedParts(body: Buffer): WantedPart[] {
  const document = body.length === 0 ? undefined : requestXml(body);
  if (document !== undefined && document.name !== 'CompleteMultipartUpload') throw malformedXml();
  const parts = document?.children.filter(({ name }) => name === 'Part') ?? [];
  if (parts.length === 0) throw new AwsError('InvalidRequest', 'You must specify at least one part');
  return parts.map((part) => {
    const number = Number(childText(part, 'PartNumber'));
    const etag = childText(part, 'ETag');
    if (!Number.isInteger(number) || etag === undefined) throw malformedXml();
    return { number, etag: etag.replace(/^"|"$/g, ''), checksums: checksumsIn(part) };
  });
}

/** The uploaded parts that the request names. Throws for a wrong order, an unknown part, a wrong checksum, a small part. */
export function chosenParts(
  upload: UploadRecord,
  wanted: readonly WantedPart[],
  stored: readonly PartRecord[],
): PartRecord[] {
  const isAscending = wanted.every(({ number }, index) => number > (wanted[index - 1]?.number ?? 0));
  if (!isAscending) {
    const message = 'The list of parts was not in ascending order. Parts must be ordered by part number.';
    throw new AwsError('InvalidPartOrder', message, { members: { UploadId: upload.id } });
  }
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const parts = wanted.map((each) => {
    const part = byNumber.get(each.number);
    if (part === undefined || part.etag !== each.etag) throw invalidPart(upload, each);
    checkChecksum(upload, each, part);
    return part;
  });
  const small = parts.slice(0, -1).find(({ size }) => size < MIN_PART_BYTES);
  if (small === undefined) return parts;
  throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    members: { ProposedSize: small.size, MinSizeAllowed: MIN_PART_BYTES, PartNumber: small.number, ETag: small.etag },
  });
}

/** Only parts of a composite checksum need one. Parts of an upload without an algorithm have none. */
function checkChecksum(upload: UploadRecord, wanted: WantedPart, { checksum }: PartRecord): void {
  const { checksumAlgorithm, checksumType } = upload;
  const own = checksum && checksumMember(checksum);
  const [other] = [...wanted.checksums.keys()].filter((name) => name !== own);
  if (other !== undefined && own === undefined) throw invalidPart(upload, wanted);
  if (other !== undefined) {
    const algorithm = other.slice('Checksum'.length).toLowerCase();
    const message = `The ${algorithm} you specified for part ${wanted.number} did not match what we received.`;
    throw new AwsError('BadDigest', message);
  }
  const sent = own === undefined ? undefined : wanted.checksums.get(own);
  if (sent !== undefined && sent !== checksum?.value) throw invalidPart(upload, wanted);
  if (sent !== undefined || checksumType !== 'COMPOSITE') return;
  const message =
    `The upload was created using a ${checksumAlgorithm} checksum. The complete request must include the checksum for ` +
    `each part. It was missing for part ${wanted.number} in the request.`;
  throw new AwsError('InvalidRequest', message);
}

function checksumsIn(part: XmlElement): Map<string, string> {
  const members = part.children.filter(({ name }) => name.startsWith('Checksum'));
  return new Map(members.map(({ name }) => [name, childText(part, name) ?? '']));
}

function invalidPart({ id }: UploadRecord, { number, etag }: WantedPart): AwsError {
  const message =
    'One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified ' +
    "entity tag may not match the part's entity tag.";
  return new AwsError('InvalidPart', message, { members: { UploadId: id, PartNumber: number, ETag: etag } });
}
