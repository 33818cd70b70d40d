import { crc32 } from 'node:zlib';

/** The size of the whole message, the size of its headers, and the checksum of both. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** The type of a header whose value is a string. */
const STRING = 7;

/**
 * One message of the content type `application/vnd.amazon.eventstream`. All headers are strings.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function eventStreamMessage(headers: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const headerBytes = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const size = PRELUDE_BYTES + headerBytes.length + payload.length + CHECKSUM_BYTES;
  const message = Buffer.alloc(size);
  message.writeUInt32BE(size, 0);
  message.writeUInt32BE(headerBytes.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headerBytes.copy(message, PRELUDE_BYTES);
  payload.copy(message, PRELUDE_BYTES + headerBytes.length);
  message.writeUInt32BE(crc32(message.subarray(0, size - CHECKSUM_BYTES)), size - CHECKSUM_BYTES);
  return message;
}

/** A header is the size of its name, its name, its type, the size of its value, and its value. */
function header(name: string, value: string): Buffer {
  const nameBytes = Buffer.from(name);
  const valueBytes = Buffer.from(value);
  const valueSize = Buffer.alloc(2);
  valueSize.writeUInt16BE(valueBytes.length);
  return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, Buffer.from([STRING]), valueSize, valueBytes]);
}
