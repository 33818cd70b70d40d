import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeSubscriptionFiltersCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DESTINATION, logsWorld, NOON, sdkClient } from './world.ts';

const GROUP = '/aws/lambda/processor';
const DAY_MS = 86_400_000;

let dataDirectory: string;
let world: ReturnType<typeof logsWorld>;
let sdk: Awaited<ReturnType<typeof sdkClient>>;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'deletion-'));
  world = logsWorld({ dataDirectory });
  sdk = await sdkClient(world.logs);
});
afterEach(async () => {
  await sdk.stop();
  await world.logs.stop();
  await rm(dataDirectory, { recursive: true });
});

const messagesIn = ({ logs }: Pick<typeof world, 'logs'>, logGroupName: string) =>
  logs.filterLogEvents({ logGroupName }).map(({ message }) => message);

/** The same data, read by a service of its own after a stop. */
async function afterRestart<T>(read: (restarted: typeof world) => T): Promise<T> {
  await world.logs.stop();
  const restarted = logsWorld({ dataDirectory });
  try {
    return read(restarted);
  } finally {
    await restarted.logs.stop();
  }
}

describe('DeleteLogGroup', () => {
  it('deletes the group with its events and filters, on disk, too', async () => {
    world.logs.append(GROUP, 's', [{ timestamp: NOON, message: 'gone' }]);
    world.logs.append('/other', 's', [{ timestamp: NOON, message: 'kept' }]);
    world.logs.putSubscriptionFilter({
      logGroupName: GROUP,
      filterName: 'all',
      filterPattern: '',
      destinationArn: DESTINATION,
    });
    await sdk.client.send(new DeleteLogGroupCommand({ logGroupName: GROUP }));

    expect(world.logs.logGroupNames()).toEqual(['/other']);
    await sdk.client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    const { subscriptionFilters } = await sdk.client.send(
      new DescribeSubscriptionFiltersCommand({ logGroupName: GROUP }),
    );
    expect(subscriptionFilters).toEqual([]);
    expect(await afterRestart((restarted) => [messagesIn(restarted, GROUP), messagesIn(restarted, '/other')])).toEqual([
      [],
      ['kept'],
    ]);
  });

  it('of a missing group is an error', async () => {
    await expect(sdk.client.send(new DeleteLogGroupCommand({ logGroupName: GROUP }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  });
});

describe('DeleteLogStream', () => {
  it('deletes the stream with its events, on disk, too', async () => {
    world.logs.append(GROUP, 'gone', [{ timestamp: NOON, message: 'gone' }]);
    world.logs.append(GROUP, 'kept', [{ timestamp: NOON + 1, message: 'kept' }]);
    await sdk.client.send(new DeleteLogStreamCommand({ logGroupName: GROUP, logStreamName: 'gone' }));

    const { logStreams } = await sdk.client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }));
    expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(['kept']);
    const { logGroups } = await sdk.client.send(new DescribeLogGroupsCommand({}));
    expect(logGroups?.[0]?.storedBytes).toBe(26 + 'kept'.length);
    expect(messagesIn(world, GROUP)).toEqual(['kept']);
    expect(await afterRestart((restarted) => messagesIn(restarted, GROUP))).toEqual(['kept']);
  });

  it('of a missing stream is an error', async () => {
    world.logs.createLogGroup(GROUP);
    const command = new DeleteLogStreamCommand({ logGroupName: GROUP, logStreamName: 'none' });

    await expect(sdk.client.send(command)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
  });
});

describe('a retention policy', () => {
  const retention = async () => {
    const { logGroups } = await sdk.client.send(new DescribeLogGroupsCommand({}));
    return logGroups?.[0]?.retentionInDays;
  };

  it('removes expired events, and can be deleted', async () => {
    world.logs.append(GROUP, 's', [
      { timestamp: NOON - 4 * DAY_MS, message: 'old' },
      { timestamp: NOON, message: 'new' },
    ]);
    await sdk.client.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 3 }));
    expect([await retention(), messagesIn(world, GROUP)]).toEqual([3, ['new']]);

    await sdk.client.send(new DeleteRetentionPolicyCommand({ logGroupName: GROUP }));
    expect(await retention()).toBeUndefined();
  });

  it('accepts only the numbers of days of CloudWatch Logs', async () => {
    world.logs.createLogGroup(GROUP);
    const command = new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 2 });

    await expect(sdk.client.send(command)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(/^retentionInDays must be one of 1, 3, 5, .*, and not 2\.$/),
    });
  });
});

describe('TestMetricFilter', () => {
  const test = (filterPattern: string, logEventMessages: string[]) =>
    sdk.client.send(new TestMetricFilterCommand({ filterPattern, logEventMessages }));

  it('returns the matching messages with numbers from 1', async () => {
    const { matches } = await test('{ $.status >= 500 }', ['{"status":200}', '{"status":503}', 'text']);

    expect(matches).toEqual([{ eventNumber: 2, eventMessage: '{"status":503}', extractedValues: {} }]);
  });

  it.each([
    ['{ $.a', ['x'], "If a filter pattern starts with '{' it must end with '}'"],
    ['x', [], "at 'logEventMessages' failed to satisfy constraint"],
    ['x', Array.from({ length: 51 }, () => 'x'), "at 'logEventMessages' failed to satisfy constraint"],
    ['x', [''], "at 'logEventMessages.1.member' failed to satisfy constraint"],
  ])('rejects %j with these messages', async (pattern, messages, message) => {
    await expect(test(pattern, messages)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });
});

describe('names of more than 512 characters', () => {
  const long = 'a'.repeat(513);
  it.each([
    new CreateLogGroupCommand({ logGroupName: long }),
    new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: long }),
  ])('get the message of CloudWatch Logs', async (command) => {
    await expect(sdk.client.send(command as CreateLogGroupCommand)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
    });
  });
});

describe('sequence tokens', () => {
  it('are returned by PutLogEvents and DescribeLogStreams', async () => {
    world.logs.createLogStream(GROUP, 's');
    const logEvents = [{ timestamp: NOON, message: 'm' }];
    const put = await sdk.client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', logEvents }));
    const { logStreams } = await sdk.client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }));

    expect(put.nextSequenceToken).toMatch(/^\d{56}$/);
    expect(logStreams?.[0]?.uploadSequenceToken).toBe(put.nextSequenceToken);
  });
});
