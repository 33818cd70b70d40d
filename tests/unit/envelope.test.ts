import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeEnvelope, PoisonError } from '../../functions/error-handler/envelope.ts';

const DELIVERY = {
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: '/aws/lambda/shop',
  logStream: '2026/11/22/shop[$LATEST]0a1b',
  subscriptionFilters: ['errors'],
  logEvents: [{ id: '3930', timestamp: 1795348800500, message: 'Tschüß 🫖' }],
};

function packed(content: unknown): unknown {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { awslogs: { data: gzipSync(text).toString('base64') } };
}

const LACKS = 'awslogs.data lacks logGroup, logStream, or a list logEvents.';
const cut = gzipSync(JSON.stringify(DELIVERY)).subarray(0, 60).toString('base64');

describe('a log delivery', () => {
  it('is unpacked, whatever language its log speaks', () => {
    expect(decodeEnvelope(packed(DELIVERY))).toEqual({
      logGroup: DELIVERY.logGroup,
      logStream: DELIVERY.logStream,
      logEvents: DELIVERY.logEvents,
      poison: [],
    });
  });

  it('may be as large as CloudWatch Logs makes it', () => {
    const logEvents = Array.from({ length: 20_000 }, (_, n) => ({
      timestamp: n,
      message: `line ${n} ${'x'.repeat(500)}`,
    }));

    expect(decodeEnvelope(packed({ ...DELIVERY, logEvents }))?.logEvents).toHaveLength(20_000);
  });

  it('is refused before it fills the memory', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')).toString('base64');

    expect(bomb.length).toBeLessThan(100_000);
    expect(() => decodeEnvelope({ awslogs: { data: bomb } })).toThrow(/unpacks to over/);
  });

  it('may be a control message, which holds no records', () => {
    expect(decodeEnvelope(packed({ messageType: 'CONTROL_MESSAGE', logEvents: [] }))).toBeUndefined();
  });

  it.each([
    ['an event of something else', null, 'The event has no awslogs.data: it comes from no subscription.'],
    ['data that is no text', { awslogs: { data: 5 } }, 'The event has no awslogs.data: it comes from no subscription.'],
    [
      'data that is not gzipped',
      { awslogs: { data: 'poison' } },
      expect.stringMatching(/^awslogs.data is not gzipped, or unpacks to over \d+ bytes.$/),
    ],
    [
      'data that is cut',
      { awslogs: { data: cut } },
      expect.stringMatching(/^awslogs.data is not gzipped, or unpacks to over \d+ bytes.$/),
    ],
    ['no JSON object', packed('[1]'), 'awslogs.data has messageType undefined.'],
    ['an unknown type', packed({ ...DELIVERY, messageType: 'NEWS' }), 'awslogs.data has messageType "NEWS".'],
    ['a stream without a name', packed({ ...DELIVERY, logStream: 5 }), LACKS],
    ['no list of records', packed({ ...DELIVERY, logEvents: {} }), LACKS],
  ])('is refused by name: %s', (_, event, message) => {
    expect(() => decodeEnvelope(event)).toThrow(expect.objectContaining({ name: 'PoisonError', message }));
  });

  it.each([
    ['a time', { message: 'when?' }],
    ['a time that there is', { timestamp: 9e15, message: 'never' }],
    ['a text', { timestamp: 1, message: 5 }],
    ['anything', null],
  ])('with a record without %s keeps the others', (_, record) => {
    const logEvents = [record, ...DELIVERY.logEvents];

    expect(decodeEnvelope(packed({ ...DELIVERY, logEvents }))).toMatchObject({
      logEvents: DELIVERY.logEvents,
      poison: [JSON.stringify(record)],
    });
  });

  it('can be sent by hand with the files of events/', () => {
    const read = (name: string): unknown => JSON.parse(readFileSync(`events/${name}.json`, 'utf8'));

    expect(decodeEnvelope(read('logs-delivery'))?.logEvents).toHaveLength(1);
    expect(() => decodeEnvelope(read('logs-delivery-poison'))).toThrow(PoisonError);
  });
});
