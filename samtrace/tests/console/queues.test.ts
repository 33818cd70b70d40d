import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../src/aws/error.ts';
import { formatUrl, parseUrl } from '../../src/console/model/url-state.ts';
import { consoleOf } from './console-of.ts';

const standard = { logicalId: 'Orders', name: 'local-orders', attributes: {} };
const fifo = { logicalId: 'Sorted', name: 'sorted.fifo', attributes: { ContentBasedDeduplication: 'true' } };

describe('the queues in the JSON of the page', () => {
  it('are listed with their type', async () => {
    const { call } = await consoleOf({ queues: [standard, fifo] });

    expect((await call('/_local/queues')).body).toEqual([
      { logicalId: 'Orders', name: 'local-orders', isFifo: false, hasContentBasedDeduplication: false },
      { logicalId: 'Sorted', name: 'sorted.fifo', isFifo: true, hasContentBasedDeduplication: true },
    ]);
  });

  it('accept a message, and return its ID', async () => {
    const sent: unknown[] = [];
    const sendMessage = async (...message: unknown[]) => `id-${sent.push(message)}`;
    const { send } = await consoleOf({ queues: [standard, fifo], sendMessage });
    const message = { body: 'b', groupId: 'g', deduplicationId: 'd' };

    expect(await send('/_local/queues/local-orders/messages', 'POST', { body: 'a' })).toMatchObject({
      status: 200,
      body: { messageId: 'id-1' },
    });
    expect((await send('/_local/queues/sorted.fifo/messages', 'POST', message)).body).toEqual({ messageId: 'id-2' });
    expect(sent).toEqual([
      ['local-orders', { body: 'a' }],
      ['sorted.fifo', message],
    ]);
  });

  it.each([
    ['a queue that does not exist', 'other', { body: 'a' }, 404, 'There is no queue other, only local-orders.'],
    ['a message without a body', 'local-orders', {}, 400, 'The body must be'],
    ['an empty body', 'local-orders', { body: '' }, 400, 'must not be empty'],
    ['a group ID that is not a string', 'local-orders', { body: 'a', groupId: 1 }, 400, 'The body must be'],
    ['a message that SQS refuses', 'local-orders', { body: 'a' }, 400, 'Message must be shorter'],
  ])('return an error for %s', async (_, name, message, status, text) => {
    const sendMessage = () => Promise.reject(new AwsError('InvalidParameterValue', 'Message must be shorter.'));
    const { send } = await consoleOf({ queues: [standard], sendMessage });
    const answer = await send(`/_local/queues/${name}/messages`, 'POST', message);

    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
  });
});

describe('a queue in the Send view', () => {
  it('has its own URL', () => {
    const state = parseUrl('/send?queue=sorted.fifo');

    expect(state.place).toEqual({ view: 'send', queue: 'sorted.fifo' });
    expect(formatUrl(state)).toBe('/send?queue=sorted.fifo');
  });
});
