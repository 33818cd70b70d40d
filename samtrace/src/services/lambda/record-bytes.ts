/**
 * The longest message of a log event: CloudWatch Logs' 1,048,576 bytes less the 26 that it adds to each event. Lambda writes
 * a longer record as several events. Until April 2025 the limit was 256 kB, and events of 262,118 bytes were seen; that
 * Lambda follows the new limit is inferred.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const MAX_RECORD_BYTES = 1024 * 1024 - 26;

/** Collects the bytes of one record as they arrive. A record over the limit is split between characters. */
export class RecordBytes {
  #parts: Buffer[] = [];
  #size = 0;

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Adds bytes, and returns the pieces that are complete because the record is over the limit. */
  add(bytes: Buffer): string[] {
    const pieces: string[] = [];
    let rest = bytes;
    while (this.#size + rest.length > MAX_RECORD_BYTES) {
      const room = MAX_RECORD_BYTES - this.#size;
      this.#push(rest.subarray(0, room));
      rest = rest.subarray(room);
      pieces.push(this.#takePiece());
    }
    this.#push(rest);
    return pieces;
  }

  /** Ends the record and returns what it has left, which may be empty. */
  end(): string {
    const text = this.#join().toString('utf8');
    this.#parts = [];
    this.#size = 0;
    return text;
  }

  #push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#parts.push(bytes);
    this.#size += bytes.length;
  }

  #takePiece(): string {
    const joined = this.#join();
    const end = endOfCharacters(joined);
    const rest = joined.subarray(end);
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
    return joined.toString('utf8', 0, end);
  }

  #join(): Buffer {
    const [first, ...more] = this.#parts;
    if (first === undefined) return Buffer.alloc(0);
    return more.length === 0 ? first : Buffer.concat(this.#parts, this.#size);
  }
}

/** Where the last complete UTF-8 character ends. Bytes that are not UTF-8 are not changed. */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length; // ASCII
    if (byte >= 0xc0) return back < lengthOfCharacter(byte) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function lengthOfCharacter(leadByte: number): number {
  if (leadByte >= 0xf0) return 4;
  return leadByte >= 0xe0 ? 3 : 2;
}
