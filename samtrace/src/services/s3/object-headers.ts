import { AwsError } from '../../aws/error.ts';
import { checksumHeaders } from './checksum.ts';
import type { ObjectRecord } from './record.ts';

type Headers = Readonly<Record<string, string>>;

export const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';
const CONTENT_HEADERS =
  'cache-control content-disposition content-encoding content-language content-type expires'.split(' ');
const ENCRYPTION = 'x-amz-server-side-encryption';
const KEPT = [
  ...CONTENT_HEADERS,
  ENCRYPTION,
  `${ENCRYPTION}-aws-kms-key-id`,
  `${ENCRYPTION}-bucket-key-enabled`,
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
];
const MAX_METADATA_BYTES = 2048;
/** Reading an object of these classes begins with a restore, which is not supported. */
const ARCHIVE_CLASSES = new Set(['GLACIER', 'DEEP_ARCHIVE']);
const STORAGE_CLASSES = new Set([
  ...ARCHIVE_CLASSES,
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'REDUCED_REDUNDANCY',
]);
const ENCRYPTIONS = new Set(['AES256', 'aws:kms', 'aws:kms:dsse']);

/** The `x-amz-` headers of a request that stores an object. Encryption and storage class are kept and have no effect. */
export const WRITE_HEADERS = [
  ENCRYPTION,
  `${ENCRYPTION}-aws-kms-key-id`,
  `${ENCRYPTION}-bucket-key-enabled`,
  `${ENCRYPTION}-context`,
  'x-amz-acl',
  'x-amz-checksum-',
  'x-amz-meta-',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-website-redirect-location',
];

/** The headers of a request that are stored with the new object. Throws for an invalid value. */
export function keptHeaders(headers: Headers): Record<string, string> {
  checkValues(headers);
  const kept = Object.entries(headers).filter(([name]) => KEPT.includes(name) || name.startsWith('x-amz-meta-'));
  const all: Record<string, string> = { [ENCRYPTION]: 'AES256', 'content-type': DEFAULT_CONTENT_TYPE };
  for (const [name, value] of kept) if (value !== '') all[name] = value;
  const encoding = withoutChunks(headers['content-encoding']);
  if (encoding === undefined) delete all['content-encoding'];
  else all['content-encoding'] = encoding;
  if (all['x-amz-storage-class'] === 'STANDARD') delete all['x-amz-storage-class'];
  return all;
}

/** The headers of a GetObject or HeadObject answer, without those about its length. */
export function objectHeaders(record: ObjectRecord, request: Headers = {}): Record<string, string> {
  const tagCount = Object.keys(record.tags).length;
  return {
    ...record.headers,
    'accept-ranges': 'bytes',
    etag: `"${record.etag}"`,
    'last-modified': new Date(record.lastModifiedMs).toUTCString(),
    ...(tagCount > 0 && { 'x-amz-tagging-count': String(tagCount) }),
    ...(request['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && checksumHeaders(record.checksum)),
  };
}

/** The encryption headers, which the answer to a write repeats. */
export function encryptionHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(ENCRYPTION)));
}

export function storageClass(record: { headers: Headers }): string {
  return record.headers['x-amz-storage-class'] ?? 'STANDARD';
}

/** Throws InvalidObjectState for an archived object: its bytes cannot be read. */
export function checkReadable(record: { headers: Headers }): void {
  const className = storageClass(record);
  if (!ARCHIVE_CLASSES.has(className)) return;
  throw new AwsError('InvalidObjectState', "The operation is not valid for the object's storage class", {
    status: 403,
    members: { StorageClass: className },
  });
}

export function isMetadata(name: string): boolean {
  return name.startsWith('x-amz-meta-');
}

function checkValues(headers: Headers): void {
  const metadata = Object.entries(headers).filter(([name]) => isMetadata(name));
  const size = metadata.reduce(
    (sum, [name, value]) => sum + name.length - 'x-amz-meta-'.length + Buffer.byteLength(value),
    0,
  );
  if (size > MAX_METADATA_BYTES) {
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      members: { Size: size, MaxSizeAllowed: MAX_METADATA_BYTES },
    });
  }
  const wantedClass = headers['x-amz-storage-class'];
  if (wantedClass !== undefined && !STORAGE_CLASSES.has(wantedClass)) {
    throw new AwsError('InvalidStorageClass', 'The storage class you specified is not valid', {
      members: { StorageClassRequested: wantedClass },
    });
  }
  const encryption = headers[ENCRYPTION];
  if (encryption !== undefined && !ENCRYPTIONS.has(encryption)) {
    throw new AwsError('InvalidEncryptionAlgorithmError', 'The encryption request that you specified is not valid.');
  }
  checkAcl(headers['x-amz-acl']);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html: new buckets have no ACLs. */
export function checkAcl(acl: string | undefined): void {
  if (acl === undefined || acl === 'private' || acl === 'bucket-owner-full-control') return;
  throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
}

/** `aws-chunked` describes the request, and not the object. */
function withoutChunks(encoding: string | undefined): string | undefined {
  const rest = (encoding ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== 'aws-chunked');
  return rest.length === 0 ? undefined : rest.join(',');
}
