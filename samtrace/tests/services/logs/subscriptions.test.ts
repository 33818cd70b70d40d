import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AwsError } from '../../../src/aws/error.ts';
import type { Logs, LogsOptions } from '../../../src/services/logs/service.ts';
import { DESTINATION, logsWorld, NOON, unpack } from './world.ts';

const GROUP = '/aws/lambda/processor';
const started: Logs[] = [];
afterEach(() => Promise.all(started.splice(0).map((logs) => logs.stop())));

/** A group whose ERROR records go to the destination. */
function subscribed(overrides: Partial<LogsOptions> = {}) {
  const world = logsWorld(overrides);
  started.push(world.logs);
  world.logs.createLogGroup(GROUP);
  world.logs.putSubscriptionFilter({
    logGroupName: GROUP,
    filterName: 'errors',
    filterPattern: '{ $.level = "ERROR" }',
    destinationArn: DESTINATION,
  });
  return world;
}

const record = (level: string, timestamp = NOON) => ({ timestamp, message: JSON.stringify({ level }) });

describe('a subscription', () => {
  it('delivers the matching records in the format for Lambda functions', async () => {
    const { logs, pending, delivered } = subscribed();
    logs.append(GROUP, '2026/11/22/[$LATEST]0a', [record('INFO'), record('ERROR', NOON + 1)]);
    await pending.idle();

    const [stored] = logs.filterLogEvents({ logGroupName: GROUP, filterPattern: 'ERROR' });
    expect(delivered.map(({ destinationArn, payload }) => ({ destinationArn, envelope: unpack(payload) }))).toEqual([
      {
        destinationArn: DESTINATION,
        envelope: {
          messageType: 'DATA_MESSAGE',
          owner: '000000000000',
          logGroup: GROUP,
          logStream: '2026/11/22/[$LATEST]0a',
          subscriptionFilters: ['errors'],
          logEvents: [{ id: stored?.eventId, timestamp: NOON + 1, message: '{"level":"ERROR"}' }],
        },
      },
    ]);
  });

  it('combines records that arrive together into one delivery, but never those of two streams', async () => {
    const { logs, pending, delivered } = subscribed();
    logs.append(GROUP, 'one', [record('ERROR')]);
    logs.append(GROUP, 'two', [record('ERROR')]);
    logs.append(GROUP, 'one', [record('ERROR', NOON + 1)]);
    await pending.idle();

    expect(delivered.map(({ payload }) => unpack(payload).logEvents.length)).toEqual([2, 1]);
  });

  it('invokes no function if nothing matches', () => {
    const { logs, pending } = subscribed();
    logs.append(GROUP, 'one', [record('INFO'), { timestamp: NOON, message: 'ERROR but no JSON' }]);

    expect(pending.list()).toEqual([]);
  });

  it('is pending from the match until the destination has accepted', async () => {
    const gate = Promise.withResolvers<void>();
    const { logs, pending } = subscribed({ deliver: () => gate.promise });
    logs.append(GROUP, 'one', [record('ERROR')]);

    expect(pending.list()).toEqual([`log delivery from ${GROUP} to ${DESTINATION}`]);
    gate.resolve();
    await pending.idle();
  });

  it('tries again if the destination is throttled or fails', async () => {
    const failures: unknown[] = [new AwsError('TooManyRequestsException', '', { status: 429 }), new Error('broken')];
    let accepted = 0;
    const { logs, pending } = subscribed({
      deliver: async () => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        accepted += 1;
      },
    });
    logs.append(GROUP, 'one', [record('ERROR')]);
    await pending.idle();

    expect([accepted, logs.failedDeliveries()]).toEqual([1, []]);
  });

  it.each([
    ['keeps failing', new Error('broken'), 4],
    ['is not there', new AwsError('ResourceNotFoundException', 'Function not found', { status: 404 }), 1],
  ])('is abandoned and reported if the destination %s', async (_, failure, attempts) => {
    const { logs, pending } = subscribed({ deliver: () => Promise.reject(failure) });
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    logs.append(GROUP, 'one', [record('ERROR')]);
    await pending.idle();

    expect(logs.failedDeliveries()).toEqual([
      {
        logGroupName: GROUP,
        logStreamName: 'one',
        destinationArn: DESTINATION,
        eventIds: logs.filterLogEvents({ logGroupName: GROUP }).map(({ eventId }) => eventId),
        attempts,
        reason: failure.message,
      },
    ]);
    expect(warn.mock.calls).toEqual([
      [`1 log events of ${GROUP} did not reach ${DESTINATION}: ${failure.message}`, 'LogDeliveryWarning'],
    ]);
    warn.mockRestore();
  });

  it('splits a large delivery into invocations of at most 1 MB, without loss', async () => {
    const { logs, pending, delivered } = subscribed();
    // Text that gzip cannot shrink much, so that base64 makes it grow beyond the limit.
    const noise = () => String.fromCharCode(...[...randomBytes(80_000)].map((byte) => 33 + (byte % 94)));
    const events = Array.from({ length: 30 }, () => ({
      timestamp: NOON,
      message: JSON.stringify({ level: 'ERROR', noise: noise() }),
    }));
    logs.append(GROUP, 'one', events);
    await pending.idle();

    const sizes = delivered.map(({ payload }) => payload.length);
    expect([sizes.length, Math.max(...sizes) <= 1024 * 1024]).toEqual([5, true]);
    expect(delivered.flatMap(({ payload }) => unpack(payload).logEvents.map(({ message }) => message))).toEqual(
      events.map(({ message }) => message),
    );
  });

  it('that is stopped leaves nothing pending, and delivers nothing', async () => {
    const { logs, pending, delivered } = subscribed();
    logs.append(GROUP, 'one', [record('ERROR')]);
    await logs.stop();

    expect([pending.list(), delivered]).toEqual([[], []]);
  });

  it('that is stopped during a retry ends the retry, and reports no failure', async () => {
    const tried = Promise.withResolvers<void>();
    const { logs, pending } = subscribed({
      deliveryRetryDelaysMs: [600_000],
      deliver: async () => {
        tried.resolve();
        throw new AwsError('ServiceException', 'The local stack has stopped.', { status: 500 });
      },
    });
    logs.append(GROUP, 'one', [record('ERROR')]);
    await tried.promise;
    await logs.stop();
    await pending.idle();

    expect(logs.failedDeliveries()).toEqual([]);
  });
});

describe('a listener', () => {
  it('is called for every append until it unsubscribes', () => {
    const { logs } = subscribed();
    const heard: unknown[] = [];
    const unsubscribe = logs.onAppend((...append) => heard.push(append));
    logs.append(GROUP, 'one', [record('INFO')]);
    unsubscribe();
    logs.append(GROUP, 'one', [record('INFO')]);

    expect(heard).toEqual([[GROUP, 'one', [record('INFO')]]]);
  });
});
