import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { AwsError } from '../../aws/error.ts';
import { Crc32c, Crc64Nvme } from './crc.ts';
import type { StoredChecksum } from './record.ts';

/** Takes bytes, and answers a checksum of all of them. */
export interface Digest {
  update(bytes: Buffer): void;
  digest(): Buffer;
}

const HEADER = 'x-amz-checksum-';
const ALGORITHMS: Readonly<Record<string, () => Digest>> = {
  crc32: crc32Digest,
  crc32c: () => new Crc32c(),
  crc64nvme: () => new Crc64Nvme(),
  md5: () => createHash('md5'),
  sha1: () => createHash('sha1'),
  sha256: () => createHash('sha256'),
  sha512: () => createHash('sha512'),
};
/** S3 adds this checksum to an object without a checksum. */
export const DEFAULT_ALGORITHM = 'crc64nvme';
/** Algorithms of S3 that are not implemented here. */
const NOT_COMPUTED = ['xxhash3', 'xxhash64', 'xxhash128'];
/** Headers of the same family without a checksum. */
const OTHER_HEADERS = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-type', 'x-amz-checksum-mode']);
/** Between two pieces of a long computation, the stack serves other requests. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** `algorithm` as in the header: `crc32`. Throws NotImplemented for one that this S3 cannot compute, and InvalidRequest. */
export function newDigest(algorithm: string): Digest {
  const create = ALGORITHMS[algorithm];
  if (create !== undefined) return create();
  if (NOT_COMPUTED.includes(algorithm)) {
    throw new AwsError('NotImplemented', `The local S3 does not verify the checksum algorithm ${algorithm}.`, {
      status: 501,
    });
  }
  const message =
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: ' +
    '[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]';
  throw new AwsError('InvalidRequest', message);
}

/**
 * Verifies every checksum of a body. Returns its MD5 in hexadecimal, and the checksum that was sent or, without
 * one, that of the default algorithm. Throws BadDigest, InvalidDigest, InvalidRequest or XAmzContentSHA256Mismatch.
 */
export async function verifyBody(
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  defaultAlgorithm?: string,
): Promise<{ md5: string; checksum?: StoredChecksum }> {
  const sent = checksumIn(headers);
  const algorithm = sent?.algorithm ?? defaultAlgorithm;
  const contentHash = headers['x-amz-content-sha256'] ?? '';
  const md5 = createHash('md5');
  const digest = algorithm === undefined ? undefined : newDigest(algorithm);
  const sha256 = /^[0-9a-f]{64}$/.test(contentHash) ? createHash('sha256') : undefined;
  for (let at = 0; at < body.length; at += PIECE_BYTES) {
    if (at > 0) await nextTurn();
    const piece = body.subarray(at, at + PIECE_BYTES);
    for (const each of [md5, digest, sha256]) each?.update(piece);
  }
  const md5Bytes = md5.digest();
  checkContentMd5(headers['content-md5'], md5Bytes);
  if (sha256 !== undefined && sha256.digest('hex') !== contentHash) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  if (algorithm === undefined || digest === undefined) return { md5: md5Bytes.toString('hex') };
  const value = digest.digest().toString('base64');
  if (sent !== undefined) checkValue(sent, value);
  return { md5: md5Bytes.toString('hex'), checksum: { algorithm, value, type: 'FULL_OBJECT' } };
}

/** The checksum of a request or its trailers. */
export function checksumIn(
  headers: Readonly<Record<string, string>>,
): { algorithm: string; value: string } | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(HEADER) && !OTHER_HEADERS.has(name));
  if (found.length > 1) {
    throw new AwsError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const [first] = found;
  return first === undefined ? undefined : { algorithm: first[0].slice(HEADER.length), value: first[1] };
}

/** The checksum's header, and its type. */
export function checksumHeaders(checksum: StoredChecksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [`${HEADER}${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** The checksum's member in an XML answer: `ChecksumCRC32`. */
export function checksumMember({ algorithm }: Pick<StoredChecksum, 'algorithm'>): string {
  return `Checksum${algorithm.toUpperCase()}`;
}

function checkValue(sent: { algorithm: string; value: string }, computed: string): void {
  if (sent.value === computed) return;
  const bytes = Buffer.from(sent.value, 'base64');
  const isChecksum = bytes.toString('base64') === sent.value && bytes.length === Buffer.from(computed, 'base64').length;
  if (!isChecksum) {
    throw new AwsError('InvalidRequest', `Value for ${HEADER}${sent.algorithm} header is invalid.`);
  }
  const message = `The ${sent.algorithm.toUpperCase()} you specified did not match the calculated checksum.`;
  throw new AwsError('BadDigest', message);
}

function checkContentMd5(sent: string | undefined, computed: Buffer): void {
  if (sent === undefined) return;
  const bytes = Buffer.from(sent, 'base64');
  if (bytes.length !== 16) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.', {
      members: { 'Content-MD5': sent },
    });
  }
  if (bytes.equals(computed)) return;
  throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.', {
    members: { ExpectedDigest: sent, CalculatedDigest: computed.toString('base64') },
  });
}

function crc32Digest(): Digest {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest() {
      const result = Buffer.alloc(4);
      result.writeUInt32BE(value);
      return result;
    },
  };
}
