import type { LogEvent } from '../../aws/log-event.ts';
import { isAccepted } from './event-time.ts';
import { MAX_RECORD_BYTES, RecordBytes } from './record-bytes.ts';

const HEADER_BYTES = 16;
const FRAME_TYPE = 0xa55a0000;
const NEWLINE = 0x0a;

interface Frame {
  readonly timestamp: number;
  bytesLeft: number;
}

/**
 * Reads the frames that the runtime client writes to the telemetry descriptor. `runtime/console.ts` documents their layout.
 * A function can write any bytes to any descriptor: bytes that are not a frame become a separate event, and the next chunk
 * is read as a frame again.
 */
export class FrameDecoder {
  readonly #record = new RecordBytes();
  #header: Buffer = Buffer.alloc(0);
  #frame: Frame | undefined;

  push(chunk: Buffer): LogEvent[] {
    const events: LogEvent[] = [];
    let rest = chunk;
    while (rest.length > 0)
      rest = this.#frame === undefined ? this.#readHeader(rest, events) : this.#readBody(rest, events);
    return events;
  }

  /** Returns the bytes after the header. */
  #readHeader(bytes: Buffer, events: LogEvent[]): Buffer {
    const header = this.#header.length === 0 ? bytes : Buffer.concat([this.#header, bytes]);
    const beginsAFrame = header.length < 4 || (header.readUInt32BE(0) & 0xffff0000) >>> 0 === FRAME_TYPE;
    if (beginsAFrame && header.length < HEADER_BYTES) {
      this.#header = header;
      return Buffer.alloc(0);
    }
    this.#header = Buffer.alloc(0);
    const bytesLeft = beginsAFrame ? header.readInt32BE(4) : -1;
    if (bytesLeft < 0) {
      const timestamp = Date.now();
      const texts = [...this.#record.add(header), this.#record.end()];
      events.push(...texts.map((message) => ({ timestamp, message })));
      return Buffer.alloc(0);
    }
    this.#frame = { timestamp: timestampOf(header.readBigInt64BE(8)), bytesLeft };
    return this.#readBody(header.subarray(HEADER_BYTES), events);
  }

  /** Returns the bytes after the frame. */
  #readBody(bytes: Buffer, events: LogEvent[]): Buffer {
    const frame = this.#frame;
    if (frame === undefined) return bytes;
    const body = bytes.subarray(0, frame.bytesLeft);
    const { timestamp } = frame;
    frame.bytesLeft -= body.length;
    for (const message of this.#record.add(body)) events.push({ timestamp, message });
    if (frame.bytesLeft === 0) {
      events.push({ timestamp, message: this.#record.end() });
      this.#frame = undefined;
    }
    return bytes.subarray(body.length);
  }
}

/** The time in the frame, in milliseconds, or the time of its arrival if CloudWatch Logs would not accept it. */
function timestampOf(microseconds: bigint): number {
  const nowMs = Date.now();
  const timestamp = Number(microseconds / 1000n);
  return isAccepted(timestamp, nowMs) ? timestamp : nowMs;
}

/** Cuts raw output (`process.stdout.write`, an error that Node prints before it exits) into lines. Each is an event. */
export class LineDecoder {
  readonly #record = new RecordBytes();

  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1) break;
      // Most lines arrive complete. For millions of short lines, the parts of a record would need seconds.
      if (this.#record.isEmpty && end - start <= MAX_RECORD_BYTES) lines.push(chunk.toString('utf8', start, end));
      else lines.push(...this.#record.add(chunk.subarray(start, end)), this.#record.end());
      start = end + 1;
    }
    lines.push(...this.#record.add(chunk.subarray(start)));
    return lines.filter((line) => line !== '');
  }

  /** The text after the last line end. */
  end(): string[] {
    const last = this.#record.end();
    return last === '' ? [] : [last];
  }
}
