import { StringDecoder } from 'node:string_decoder';
import type { LogEvent } from '../../aws/log-event.ts';

const HEADER_BYTES = 16;
const FRAME_TYPE = 0xa55a0000;

/**
 * Reads the frames that the runtime client writes to the telemetry descriptor; `runtime/console.ts` has their layout.
 * Bytes that are no frame (a function may write to any descriptor) come out as one event and end the reading of frames
 * until the next chunk.
 */
export class FrameDecoder {
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): LogEvent[] {
    const events: LogEvent[] = [];
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (data.length >= HEADER_BYTES) {
      const length = data.readInt32BE(4);
      if ((data.readUInt32BE(0) & 0xffff0000) >>> 0 !== FRAME_TYPE || length < 0) {
        events.push({ timestamp: Date.now(), message: data.toString('utf8') });
        data = Buffer.alloc(0);
        break;
      }
      if (data.length < HEADER_BYTES + length) break;
      events.push({
        timestamp: Number(data.readBigInt64BE(8) / 1000n),
        message: data.toString('utf8', HEADER_BYTES, HEADER_BYTES + length),
      });
      data = data.subarray(HEADER_BYTES + length);
    }
    this.#rest = data;
    return events;
  }
}

/** Cuts raw output (`process.stdout.write`, Node's own last words) into lines, each an event of its own. */
export class LineDecoder {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  push(chunk: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.filter((line) => line !== '');
  }

  /** What stands after the last line end. */
  end(): string[] {
    const last = this.#rest + this.#decoder.end();
    this.#rest = '';
    return last === '' ? [] : [last];
  }
}
