import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeDelivery } from '../../functions/error-handler/delivery.ts';

const BODY = {
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: '/aws/lambda/orders',
  logStream: '2026/11/28/[$LATEST]0a1b',
  subscriptionFilters: ['f'],
  logEvents: [{ id: '1', timestamp: 1_000, message: 'failed' }],
};

function eventOf(body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { awslogs: { data: gzipSync(text).toString('base64') } };
}

describe('a delivery', () => {
  it('has the log group, the log stream, and the log events', () => {
    expect(decodeDelivery(eventOf(BODY))).toEqual({
      logGroup: '/aws/lambda/orders',
      logStream: '2026/11/28/[$LATEST]0a1b',
      functionName: 'orders',
      events: [{ timestamp: 1_000, message: 'failed' }],
      invalid: [],
      invalidCount: 0,
    });
  });

  it('keeps text in any script', () => {
    const message = 'Straße 東京 👩‍🚀';
    const logEvents = [{ id: '1', timestamp: 1, message }];

    expect(decodeDelivery(eventOf({ ...BODY, logEvents }))?.events).toEqual([{ timestamp: 1, message }]);
  });

  it.each([
    ['the log stream', '/teams/shop', '2026/11/28/orders[$LATEST]0a1b', 'orders'],
    ['the log stream of a version', '/teams/shop', '2026/11/28/orders[7]0a1b', 'orders'],
    ['the log group', '/aws/lambda/orders', '2026/11/28/[$LATEST]0a1b', 'orders'],
    ['the log group, if the stream is not one of Lambda', '/aws/lambda/orders', 'manual', 'orders'],
    ['nothing', '', '', 'unknown'],
  ])('takes the name of the function from %s', (_, logGroup, logStream, functionName) => {
    expect(decodeDelivery(eventOf({ ...BODY, logGroup, logStream }))).toMatchObject({ functionName });
  });

  it('is undefined for a control message', () => {
    expect(decodeDelivery(eventOf({ ...BODY, messageType: 'CONTROL_MESSAGE' }))).toBeUndefined();
  });
});

describe('an invalid part of a delivery', () => {
  it.each([
    ['has no message', { timestamp: 1 }],
    ['has no timestamp', { message: 'x' }],
    ['has a timestamp that is no time', { timestamp: 1e300, message: 'x' }],
    ['has a negative timestamp', { timestamp: -1, message: 'x' }],
    ['is null', null],
  ])('is a log event that %s; the others are processed', (_, invalid) => {
    const delivery = decodeDelivery(eventOf({ ...BODY, logEvents: [invalid, ...BODY.logEvents] }));

    expect(delivery?.events).toHaveLength(1);
    expect(delivery).toMatchObject({
      invalidCount: 1,
      invalid: [{ problem: 'A log event must have a timestamp and a message.', content: invalid }],
    });
  });

  it.each([
    ['there is no event', undefined, 'The event has no awslogs.data.'],
    ['the event is another one', { Records: [] }, 'The event has no awslogs.data.'],
    ['awslogs.data is not a string', { awslogs: { data: 5 } }, 'The event has no awslogs.data.'],
    ['awslogs.data is not JSON', eventOf('text'), 'awslogs.data must be a JSON object.'],
    ['the message type is unknown', eventOf({ ...BODY, messageType: 'X' }), 'messageType must be DATA_MESSAGE.'],
    ['there is no log group', eventOf({ ...BODY, logGroup: 1 }), /logGroup and logStream must be strings/],
    ['there is no list of events', eventOf({ ...BODY, logEvents: {} }), /logEvents must be a list/],
  ])('is the whole delivery if %s', (_, event, problem) => {
    const delivery = decodeDelivery(event);

    expect(delivery).toMatchObject({ events: [], invalidCount: 1 });
    expect(delivery?.invalid).toHaveLength(1);
    expect(delivery?.invalid[0]?.problem).toMatch(problem);
  });

  it.each([
    ['the message type is unknown', JSON.stringify({ ...BODY, messageType: 'X', more: 'x'.repeat(10_000) })],
    ['the data is not JSON', `${'x'.repeat(10_000)} end`],
  ])('is kept as the text that was sent if %s', (_, text) => {
    expect(decodeDelivery(eventOf(text))?.invalid[0]?.content).toBe(text);
  });

  it.each([
    ['is not gzipped', { awslogs: { data: 'cGFzc3dvcmQ9czNjcmV0' } }],
    ['unpacks to too much', eventOf(' '.repeat(17 * 1024 * 1024))],
  ])('cannot be masked if it %s, so an error leaves it to the on-failure queue', (_, event) => {
    expect(() => decodeDelivery(event)).toThrow(
      'awslogs.data must be gzipped text of at most 16777216 bytes in base64.',
    );
  });

  it('is bounded: of very many, the first 100 are kept, and all are counted', () => {
    const logEvents = Array.from({ length: 100_000 }, () => ({}));
    const delivery = decodeDelivery(eventOf({ ...BODY, logEvents }));

    expect(delivery?.invalid).toHaveLength(100);
    expect(delivery?.invalidCount).toBe(100_000);
  });

  it('is bounded in depth and length', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const text = JSON.stringify(BODY).replace(/"logEvents":.*/, `"logEvents":[${deep},"${'x'.repeat(100_000)}"]}`);

    const content = JSON.stringify(decodeDelivery(eventOf(text))?.invalid);

    expect(content).toContain('[too deep]');
    expect(content).toContain('… [96000 characters cut]');
    expect(content.length).toBeLessThan(10_000);
  });
});
