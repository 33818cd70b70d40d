import type { Budget } from './budget.ts';
import { OtlpError } from './otlp-error.ts';

/** https://protobuf.dev/programming-guides/encoding/#structure */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** A varint has at most ten bytes of seven bits. */
const MAX_VARINT_BYTES = 10;

/** A field of a protobuf message: an unsigned integer (of a varint or of fixed bytes), or bytes. */
export interface Field {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** The fields of a protobuf message in the order in which they were written. */
export function* fieldsOf(message: Buffer, budget: Budget): Generator<Field> {
  let offset = 0;
  while (offset < message.length) {
    budget.spend();
    const tag = readVarint(message, offset);
    const number = Number(tag.value >> 3n);
    if (number === 0) throw new OtlpError('The protobuf message has a field with the number 0.');
    const wireType = Number(tag.value & 7n);
    const content = readContent(message, tag.end, wireType, number);
    yield { number, value: content.value };
    offset = content.end;
  }
}

export function bytesOf({ number, value }: Field): Buffer {
  if (typeof value === 'bigint') throw new OtlpError(`The protobuf field ${number} is a number where bytes belong.`);
  return value;
}

export function textOf(field: Field): string {
  return bytesOf(field).toString('utf8');
}

export function integerOf({ number, value }: Field): bigint {
  if (typeof value !== 'bigint') throw new OtlpError(`The protobuf field ${number} has bytes where a number belongs.`);
  return value;
}

/** The bits of a field as a double. */
export function doubleOf(field: Field): number {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64LE(integerOf(field));
  return bits.readDoubleLE();
}

function readContent(
  message: Buffer,
  offset: number,
  wireType: number,
  number: number,
): { value: bigint | Buffer; end: number } {
  if (wireType === VARINT) return readVarint(message, offset);
  if (wireType === FIXED64) {
    const end = endWithin(message, offset, 8);
    return { value: message.readBigUInt64LE(offset), end };
  }
  if (wireType === FIXED32) {
    const end = endWithin(message, offset, 4);
    return { value: BigInt(message.readUInt32LE(offset)), end };
  }
  if (wireType === LENGTH_DELIMITED) {
    const length = readVarint(message, offset);
    const end = endWithin(message, length.end, Number(length.value));
    return { value: message.subarray(length.end, end), end };
  }
  throw new OtlpError(`The protobuf field ${number} has the wire type ${wireType}, which OTLP does not use.`);
}

function readVarint(message: Buffer, start: number): { value: bigint; end: number } {
  const first = message[start];
  // Nearly every tag and length of a span has one byte.
  if (first !== undefined && first < 0x80) return { value: BigInt(first), end: start + 1 };
  let value = 0n;
  for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
    const byte = message[start + index];
    if (byte === undefined) throw cutOff();
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: start + index + 1 };
  }
  throw new OtlpError('The protobuf message has an integer of more than ten bytes.');
}

function endWithin(message: Buffer, offset: number, length: number): number {
  if (length > message.length - offset) throw cutOff();
  return offset + length;
}

function cutOff(): OtlpError {
  return new OtlpError('The protobuf message is cut off.');
}
