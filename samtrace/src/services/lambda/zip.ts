import { crc32, inflateRawSync } from 'node:zlib';

/** A file in a ZIP archive. */
export interface ZipEntry {
  /** With `/` between the folders; a folder's own name ends in `/`. */
  readonly name: string;
  readonly content: Buffer;
  /** Unix permissions, or 0 if the archive has none. */
  readonly mode: number;
}

export class ZipError extends Error {
  override readonly name = 'ZipError';
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/**
 * The entries of an archive. Throws a {@link ZipError} for an archive that is broken, encrypted, or larger than `maxBytes`
 * when unpacked. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZip(archive: Buffer, maxBytes: number): ZipEntry[] {
  try {
    return readEntries(archive, maxBytes);
  } catch (error) {
    if (error instanceof ZipError) throw error;
    // Offsets that point outside of the archive, and data that cannot be decompressed.
    throw new ZipError('The archive is broken.', { cause: error });
  }
}

function readEntries(archive: Buffer, maxBytes: number): ZipEntry[] {
  const end = endOfDirectory(archive);
  const count = archive.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let offset = archive.readUInt32LE(end + 16);
  let left = maxBytes;
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(offset) !== DIRECTORY_ENTRY) throw new ZipError('The directory of the archive is broken.');
    const nameBytes = archive.readUInt16LE(offset + 28);
    const extraBytes = archive.readUInt16LE(offset + 30);
    const commentBytes = archive.readUInt16LE(offset + 32);
    const name = archive.toString('utf8', offset + 46, offset + 46 + nameBytes);
    const content = contentOf(archive, offset, name, left);
    left -= content.length;
    entries.push({ name, content, mode: archive.readUInt16LE(offset + 40) & 0o777 });
    offset += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

/** It is at the end, before a comment. */
function endOfDirectory(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let offset = archive.length - END_BYTES; offset >= lowest; offset -= 1) {
    if (archive.readUInt32LE(offset) === END_OF_DIRECTORY) return offset;
  }
  throw new ZipError('The file is not a ZIP archive.');
}

function contentOf(archive: Buffer, entry: number, name: string, maxBytes: number): Buffer {
  const flags = archive.readUInt16LE(entry + 8);
  const method = archive.readUInt16LE(entry + 10);
  const checksum = archive.readUInt32LE(entry + 16);
  const compressedBytes = archive.readUInt32LE(entry + 20);
  const bytes = archive.readUInt32LE(entry + 24);
  const local = archive.readUInt32LE(entry + 42);
  if (bytes > maxBytes) throw new ZipError('The archive is too large.');
  if ((flags & ENCRYPTED) !== 0) throw new ZipError(`${name} is encrypted.`);
  if (archive.readUInt32LE(local) !== LOCAL_HEADER) throw new ZipError(`The header of ${name} is broken.`);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + compressedBytes);
  if (method !== STORED && method !== DEFLATED) throw new ZipError(`The compression of ${name} is not supported.`);
  const content = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(bytes, 1) });
  if (content.length !== bytes || crc32(content) !== checksum) throw new ZipError(`The content of ${name} is broken.`);
  return content;
}
