import { describe, expect, it } from '@jest/globals';
import { FrameDecoder, LineDecoder } from '../../../src/services/lambda/telemetry-frames.ts';

const NOW_MS = Date.now();

function frame(message: string | Buffer, type = 0xa55a0002, microseconds = BigInt(NOW_MS) * 1000n + 456n): Buffer {
  const body = Buffer.from(message);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(type >>> 0, 0);
  header.writeInt32BE(body.length, 4);
  header.writeBigInt64BE(microseconds, 8);
  return Buffer.concat([header, body]);
}

describe('the telemetry descriptor', () => {
  it.each([1, 3, 16, 17, 1000])('returns the same records for chunks of %i bytes', (size) => {
    const bytes = Buffer.concat([frame('{"level":"ERROR"}', 0xa55a0002 | 20), frame('zwölf\nEuro €', 0xa55a0003 | 12)]);
    const decoder = new FrameDecoder();

    const events = [];
    for (let at = 0; at < bytes.length; at += size) events.push(...decoder.push(bytes.subarray(at, at + size)));

    expect(events).toEqual([
      { timestamp: NOW_MS, message: '{"level":"ERROR"}' },
      { timestamp: NOW_MS, message: 'zwölf\nEuro €' },
    ]);
  });

  it('returns bytes that are not a frame unchanged, and continues', () => {
    const decoder = new FrameDecoder();

    const events = [...decoder.push(Buffer.from('a function wrote to descriptor 3')), ...decoder.push(frame('next'))];

    expect(events.map(({ message }) => message)).toEqual(['a function wrote to descriptor 3', 'next']);
  });

  it('returns a few bytes that are not a frame at once, without waiting for a complete header', () => {
    expect(new FrameDecoder().push(Buffer.from('oops')).map(({ message }) => message)).toEqual(['oops']);
  });

  it.each([
    ['2^63-1 microseconds', 2n ** 63n - 1n],
    ['a time before 1970', -1n],
    ['a time 15 days ago', BigInt(NOW_MS - 15 * 86_400_000) * 1000n],
    ['a time 3 hours ahead', BigInt(NOW_MS + 3 * 3_600_000) * 1000n],
  ])('replaces %s, which CloudWatch Logs would reject, by the time of arrival', (_what, microseconds) => {
    const [event] = new FrameDecoder().push(frame('text', 0xa55a0003, microseconds));

    expect(event?.timestamp).toBeGreaterThanOrEqual(NOW_MS);
    expect(event?.timestamp).toBeLessThanOrEqual(Date.now());
  });

  it('cuts a record over the limit of CloudWatch Logs into several events', () => {
    const text = '€'.repeat(800_000);
    const decoder = new FrameDecoder();
    const bytes = frame(text);

    const events = [];
    for (let at = 0; at < bytes.length; at += 65_536) events.push(...decoder.push(bytes.subarray(at, at + 65_536)));

    expect(events.map(({ message }) => message).join('')).toBe(text);
    expect(events.map(({ message }) => Buffer.byteLength(message))).toEqual([1_048_548, 1_048_548, 302_904]);
  });
});

describe('raw output', () => {
  it('is split into lines, for any chunks, without empty lines', () => {
    const lines = new LineDecoder();
    const euro = Buffer.from('10 €\n');

    expect(lines.push(Buffer.from('one\n\ntwo\nth'))).toEqual(['one', 'two']);
    expect(lines.push(Buffer.from('ree\n'))).toEqual(['three']);
    expect([...lines.push(euro.subarray(0, 4)), ...lines.push(euro.subarray(4))]).toEqual(['10 €']);
    expect([lines.push(Buffer.from('last')), lines.end(), lines.end()]).toEqual([[], ['last'], []]);
  });

  it('of 20 MB without a line end is read in linear time, in pieces of whole characters', () => {
    const lines = new LineDecoder();
    const chunk = Buffer.from('ü€😀x'.repeat(6_554));
    const pieces = [];

    for (let size = 0; size < 20 * 1024 * 1024; size += chunk.length) pieces.push(...lines.push(chunk));
    pieces.push(...lines.end());

    expect(pieces.length).toBe(21);
    expect(pieces.join('')).toBe(chunk.toString().repeat(Math.ceil((20 * 1024 * 1024) / chunk.length)));
    expect(pieces.every((piece) => Buffer.byteLength(piece) <= 1_048_550)).toBe(true);
  });
});
