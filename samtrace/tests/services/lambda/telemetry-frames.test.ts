import { describe, expect, it } from '@jest/globals';
import { FrameDecoder, LineDecoder } from '../../../src/services/lambda/telemetry-frames.ts';

function frame(message: string, type = 0xa55a0002, epochMs = 1_700_000_000_123): Buffer {
  const body = Buffer.from(message);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(type >>> 0, 0);
  header.writeInt32BE(body.length, 4);
  header.writeBigInt64BE(BigInt(epochMs) * 1000n + 456n, 8);
  return Buffer.concat([header, body]);
}

describe('the telemetry descriptor', () => {
  it.each([1, 3, 16, 17, 1000])('yields the same records however it is cut, here every %i bytes', (size) => {
    const bytes = Buffer.concat([frame('{"level":"ERROR"}', 0xa55a0002 | 20), frame('zwölf\nEuro €', 0xa55a0003 | 12)]);
    const decoder = new FrameDecoder();

    const events = [];
    for (let at = 0; at < bytes.length; at += size) events.push(...decoder.push(bytes.subarray(at, at + size)));

    expect(events).toEqual([
      { timestamp: 1_700_000_000_123, message: '{"level":"ERROR"}' },
      { timestamp: 1_700_000_000_123, message: 'zwölf\nEuro €' },
    ]);
  });

  it('gives bytes that are no frame as they are, and reads on', () => {
    const decoder = new FrameDecoder();

    const events = [...decoder.push(Buffer.from('a function wrote to descriptor 3')), ...decoder.push(frame('next'))];

    expect(events.map(({ message }) => message)).toEqual(['a function wrote to descriptor 3', 'next']);
  });
});

describe('raw output', () => {
  it('is cut into lines, whatever comes in one piece, and empty lines are left out', () => {
    const lines = new LineDecoder();
    const euro = Buffer.from('10 €\n');

    expect(lines.push(Buffer.from('one\n\ntwo\nth'))).toEqual(['one', 'two']);
    expect(lines.push(Buffer.from('ree\n'))).toEqual(['three']);
    expect([...lines.push(euro.subarray(0, 4)), ...lines.push(euro.subarray(4))]).toEqual(['10 €']);
    expect([lines.push(Buffer.from('last')), lines.end(), lines.end()]).toEqual([[], ['last'], []]);
  });
});
