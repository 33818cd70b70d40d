import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteSubscriptionFilterCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeQueriesCommand,
  DescribeSubscriptionFiltersCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requestPropertyRuns } from '../../support/property-runs.ts';
import { DESTINATION, logsWorld, NOON, sdkClient } from './world.ts';

const GROUP = '/aws/lambda/processor';
const GROUP_ARN = `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}`;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let world: ReturnType<typeof logsWorld>;
let sdk: Awaited<ReturnType<typeof sdkClient>>;

beforeEach(async () => {
  world = logsWorld();
  sdk = await sdkClient(world.logs);
});
afterEach(async () => {
  await sdk.stop();
  await world.logs.stop();
});

/** Events a, b, c … one millisecond apart, from noon on. */
const lines = (text: string) => [...text].map((message, index) => ({ timestamp: NOON + index, message }));
const messages = (page: { events?: { message?: string | undefined }[] | undefined }) =>
  (page.events ?? []).map(({ message }) => message).join('');

describe('PutLogEvents', () => {
  beforeEach(() => world.logs.createLogStream(GROUP, 's'));

  const put = (logEvents: { timestamp: number; message: string }[]) =>
    sdk.client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', logEvents }));

  it('stores the events, and returns them with their ingestion time', async () => {
    await put([{ timestamp: NOON - 5, message: 'früh' }]);

    const { events } = await sdk.client.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
    expect(events).toEqual([
      {
        logStreamName: 's',
        timestamp: NOON - 5,
        message: 'früh',
        ingestionTime: NOON,
        eventId: expect.stringMatching(/^\d{56}$/),
      },
    ]);
  });

  it('accepts the other events of a batch in which some are too old or too new, and returns which', async () => {
    const answer = await put([
      { timestamp: NOON - 15 * DAY_MS, message: 'too old' },
      { timestamp: NOON, message: 'fine' },
      { timestamp: NOON + 2 * HOUR_MS, message: 'just fine' },
      { timestamp: NOON + 2 * HOUR_MS + 1, message: 'too new' },
    ]);

    expect(answer.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 3 });
    expect(world.logs.filterLogEvents({ logGroupName: GROUP }).map(({ message }) => message)).toEqual([
      'fine',
      'just fine',
    ]);
  });

  it('rejects events older than the retention of the group', async () => {
    world.logs.createLogGroup(GROUP, { retentionInDays: 1 });
    const answer = await put([{ timestamp: NOON - 2 * DAY_MS, message: 'expired' }]);

    expect(answer.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 });
  });

  it.each([
    [
      'Log events in a single PutLogEvents request must be in chronological order.',
      [2, 1].map((offset) => ({ timestamp: NOON + offset, message: 'x' })),
    ],
    [
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
      [-DAY_MS, 1].map((offset) => ({ timestamp: NOON + offset, message: 'x' })),
    ],
    [
      'Log event too large: 1048577 bytes exceeds limit of 1048576',
      [{ timestamp: NOON, message: 'x'.repeat(1_048_577 - 26) }],
    ],
    [
      'Upload too large: 1048578 bytes exceeds limit of 1048576',
      ['a', 'b'].map((letter) => ({ timestamp: NOON, message: letter.repeat(524_289 - 26) })),
    ],
  ])('rejects the complete batch: %s', async (message, events) => {
    await expect(put(events)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
    expect(world.logs.filterLogEvents({ logGroupName: GROUP })).toEqual([]);
  });
});

describe('FilterLogEvents', () => {
  it('returns the streams of a group as one list, by timestamp and then by arrival', async () => {
    world.logs.append(
      GROUP,
      'one',
      [lines('abc')[0], lines('abc')[2]].flatMap((event) => event ?? []),
    );
    world.logs.append(GROUP, 'two', lines('xyz'));

    expect(messages(await sdk.client.send(new FilterLogEventsCommand({ logGroupName: GROUP })))).toBe('axycz');
  });

  it('accepts stream names, a prefix, both ends of a time range, a pattern, and the ARN of the group', async () => {
    world.logs.append(GROUP, 'one', lines('abcde'));
    world.logs.append(GROUP, 'two', lines('ABCDE'));
    const filter = async (query: object) =>
      messages(await sdk.client.send(new FilterLogEventsCommand({ logGroupIdentifier: GROUP_ARN, ...query })));

    expect([
      await filter({ logStreamNames: ['one'] }),
      await filter({ logStreamNamePrefix: 'tw' }),
      await filter({ startTime: NOON + 1, endTime: NOON + 3, logStreamNames: ['one'] }),
      await filter({ filterPattern: '%[bC]%' }),
    ]).toEqual(['abcde', 'ABCDE', 'bcd', 'bC']);
  });

  it('returns the newest event first on request', async () => {
    world.logs.append(GROUP, 'one', lines('abcde'));
    const newest = { logGroupName: GROUP, startTime: NOON, startFromHead: false, limit: 2 };
    const first = await sdk.client.send(new FilterLogEventsCommand(newest));
    const { startFromHead, ...same } = newest;
    const second = await sdk.client.send(new FilterLogEventsCommand({ ...same, nextToken: first.nextToken }));

    expect([messages(first), messages(second)]).toEqual(['ed', 'cb']);
  });

  it('returns every event once, for any page size, also if events arrive between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ offset: fc.nat(20), stream: fc.constantFrom('a', 'b') }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        async (written, limit) => {
          const { logs } = logsWorld();
          const { client, stop } = await sdkClient(logs);
          logs.createLogGroup(GROUP);
          written.forEach(({ offset, stream }, index) => {
            logs.append(GROUP, stream, [{ timestamp: NOON + offset, message: String(index) }]);
          });
          const seen: string[] = [];
          for await (const page of paginateFilterLogEvents({ client }, { logGroupName: GROUP, limit })) {
            seen.push(...(page.events ?? []).map(({ message }) => message ?? ''));
            // Events at the end of the range must not shift what is still to come.
            if (seen.length < 20) logs.append(GROUP, 'late', [{ timestamp: NOON + 100, message: 'late' }]);
          }
          await stop();
          const old = seen.filter((message) => message !== 'late');
          const times = old.map((message) => written[Number(message)]?.offset ?? 0);
          expect([...old].sort((a, b) => Number(a) - Number(b))).toEqual(written.map((_, index) => String(index)));
          expect(times).toEqual([...times].sort((a, b) => a - b));
        },
      ),
      requestPropertyRuns(25),
    );
  });

  it('ends a page after 10,000 events that do not match, even an empty one, with a token', async () => {
    world.logs.append(
      GROUP,
      's',
      Array.from({ length: 10_001 }, () => ({ timestamp: NOON, message: 'noise' })),
    );
    world.logs.append(GROUP, 's', [{ timestamp: NOON + 1, message: 'needle' }]);
    const query = { logGroupName: GROUP, filterPattern: 'needle' };
    const first = await sdk.client.send(new FilterLogEventsCommand(query));
    const second = await sdk.client.send(new FilterLogEventsCommand({ ...query, nextToken: first.nextToken }));

    expect([first.events, messages(second), second.nextToken]).toEqual([[], 'needle', undefined]);
  });

  it('returns at most one megabyte in a page', async () => {
    world.logs.append(
      GROUP,
      's',
      lines('abc').map((event) => ({ ...event, message: event.message.repeat(400_000) })),
    );
    const pages: number[] = [];
    for await (const page of paginateFilterLogEvents({ client: sdk.client }, { logGroupName: GROUP })) {
      pages.push(page.events?.length ?? 0);
    }

    expect(pages).toEqual([2, 1]);
  });
});

describe('GetLogEvents', () => {
  const get = (query: object) =>
    sdk.client.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', ...query }));

  it('returns pages from the head, and ends with the same token as in the request', async () => {
    world.logs.append(GROUP, 's', lines('abcde'));
    const first = await get({ startFromHead: true, limit: 3 });
    const second = await get({ startFromHead: true, limit: 3, nextToken: first.nextForwardToken });
    const third = await get({ startFromHead: true, limit: 3, nextToken: second.nextForwardToken });

    expect([messages(first), messages(second), messages(third)]).toEqual(['abc', 'de', '']);
    expect(third.nextForwardToken).toBe(second.nextForwardToken);
    expect(first.nextForwardToken).toMatch(/^f\/\d{56}\/s$/);
  });

  it('starts with the newest page, oldest event first, and continues backwards', async () => {
    world.logs.append(GROUP, 's', lines('abcde'));
    const newest = await get({ limit: 3 });
    const older = await get({ limit: 3, nextToken: newest.nextBackwardToken });
    const oldest = await get({ limit: 3, nextToken: older.nextBackwardToken });

    expect([messages(newest), messages(older), messages(oldest)]).toEqual(['cde', 'ab', '']);
    expect(oldest.nextBackwardToken).toBe(older.nextBackwardToken);
  });

  it('returns newer events with the last forward token', async () => {
    world.logs.append(GROUP, 's', lines('ab'));
    const { nextForwardToken } = await get({ startFromHead: true });
    world.logs.append(GROUP, 's', [{ timestamp: NOON + 5, message: 'c' }]);

    expect(messages(await get({ startFromHead: true, nextToken: nextForwardToken }))).toBe('c');
  });

  it('returns a token for an empty stream that finds its first event later', async () => {
    world.logs.createLogStream(GROUP, 's');
    const { nextForwardToken } = await get({});
    world.logs.append(GROUP, 's', lines('a'));

    expect(messages(await get({ nextToken: nextForwardToken }))).toBe('a');
  });

  it('excludes the event at endTime, and includes the event at startTime', async () => {
    world.logs.append(GROUP, 's', lines('abcde'));

    expect(messages(await get({ startTime: NOON + 1, endTime: NOON + 3 }))).toBe('bc');
  });
});

describe('groups and streams', () => {
  it('are created once, found by their names, and described as on AWS', async () => {
    await sdk.client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    await sdk.client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 'b' }));
    world.logs.append(GROUP, 'a', lines('xyz'));

    const again = sdk.client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    await expect(again).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    const groups = await sdk.client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }));
    expect(groups.logGroups).toEqual([
      {
        logGroupName: GROUP,
        creationTime: NOON,
        metricFilterCount: 0,
        arn: `${GROUP_ARN}:*`,
        storedBytes: 3 * 27,
        logGroupClass: 'STANDARD',
        logGroupArn: GROUP_ARN,
        deletionProtectionEnabled: false,
      },
    ]);
    const streams = await sdk.client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP, limit: 1 }));
    expect(streams.logStreams).toEqual([
      {
        logStreamName: 'a',
        creationTime: NOON,
        firstEventTimestamp: NOON,
        lastEventTimestamp: NOON + 2,
        lastIngestionTime: NOON,
        uploadSequenceToken: expect.any(String),
        arn: `${GROUP_ARN}:log-stream:a`,
        storedBytes: 0,
      },
    ]);
    const rest = await sdk.client.send(
      new DescribeLogStreamsCommand({ logGroupName: GROUP, nextToken: streams.nextToken }),
    );
    expect([rest.logStreams?.map(({ logStreamName }) => logStreamName), rest.nextToken]).toEqual([['b'], undefined]);
  });

  it('have no sequence token before the first event', async () => {
    world.logs.createLogStream(GROUP, 'empty');
    const { logStreams } = await sdk.client.send(
      new DescribeLogStreamsCommand({ logGroupName: GROUP, logStreamNamePrefix: 'empty' }),
    );

    expect(logStreams).toEqual([
      { logStreamName: 'empty', creationTime: NOON, arn: `${GROUP_ARN}:log-stream:empty`, storedBytes: 0 },
    ]);
  });

  it('are found by a part of the name of the group, and not by a prefix at the same time', async () => {
    for (const name of ['/aws/lambda/orders', '/shop/orders-new', '/shop/invoices']) {
      world.logs.append(name, 's', lines('x'));
    }
    const find = (input: object) => sdk.client.send(new DescribeLogGroupsCommand(input));
    const { logGroups } = await find({ logGroupNamePattern: 'orders' });

    expect(logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(['/aws/lambda/orders', '/shop/orders-new']);
    await expect(find({ logGroupNamePattern: 'orders', logGroupNamePrefix: '/shop' })).rejects.toThrow(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  });

  it('are listed with the stream of the newest event first on request', async () => {
    world.logs.append(GROUP, 'a', [{ timestamp: NOON + 9, message: 'x' }]);
    world.logs.append(GROUP, 'b', lines('x'));
    world.logs.createLogStream(GROUP, 'c');
    const { logStreams } = await sdk.client.send(
      new DescribeLogStreamsCommand({ logGroupName: GROUP, orderBy: 'LastEventTime', descending: true }),
    );

    expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(['a', 'b', 'c']);
  });
});

describe('subscription filters', () => {
  const put = (filterName: string, filterPattern = '') =>
    sdk.client.send(
      new PutSubscriptionFilterCommand({ logGroupName: GROUP, filterName, filterPattern, destinationArn: DESTINATION }),
    );
  beforeEach(() => world.logs.createLogGroup(GROUP));

  it('are put, described, replaced by name, and deleted, and a sixth is over the limit', async () => {
    await put('one', 'ERROR');
    for (const name of ['two', 'three', 'four', 'five']) await put(name);
    await put('one', '{ $.level = "ERROR" }');

    await expect(put('six')).rejects.toMatchObject({
      name: 'LimitExceededException',
      message:
        `Resource limit exceeded. The log group ${GROUP} has 5 subscription filters, which is the most that a log group can have: ` +
        'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html',
    });
    for (const filterName of ['two', 'three', 'four', 'five']) {
      await sdk.client.send(new DeleteSubscriptionFilterCommand({ logGroupName: GROUP, filterName }));
    }
    const { subscriptionFilters } = await sdk.client.send(
      new DescribeSubscriptionFiltersCommand({ logGroupName: GROUP }),
    );
    expect(subscriptionFilters).toEqual([
      {
        filterName: 'one',
        logGroupName: GROUP,
        filterPattern: '{ $.level = "ERROR" }',
        destinationArn: DESTINATION,
        distribution: 'ByLogStream',
        applyOnTransformedLogs: false,
        creationTime: NOON,
      },
    ]);
  });
});

describe('an error is AWS\u2019s, with its name and text', () => {
  beforeEach(() => world.logs.createLogStream(GROUP, 's'));

  it.each([
    [
      new FilterLogEventsCommand({ logGroupName: 'nowhere' }),
      'ResourceNotFoundException',
      'The specified log group does not exist.',
    ],
    [
      new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 'nowhere' }),
      'ResourceNotFoundException',
      'The specified log stream does not exist.',
    ],
    [
      new DeleteSubscriptionFilterCommand({ logGroupName: GROUP, filterName: 'none' }),
      'ResourceNotFoundException',
      'The specified subscription filter does not exist.',
    ],
    [
      new FilterLogEventsCommand({ logGroupName: GROUP, nextToken: 'invalid' }),
      'InvalidParameterException',
      'The specified nextToken is invalid.',
    ],
    [
      new DescribeLogGroupsCommand({ nextToken: 'invalid' }),
      'InvalidParameterException',
      'The specified nextToken is invalid.',
    ],
    [
      new FilterLogEventsCommand({ logGroupName: GROUP, limit: 10_001 }),
      'InvalidParameterException',
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: " +
        'Member must have value less than or equal to 10000',
    ],
    [
      new GetLogEventsCommand({ logGroupName: 'a b', logStreamName: undefined, limit: 0 }),
      'InvalidParameterException',
      "3 validation errors detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+; ' +
        "Value null at 'logStreamName' failed to satisfy constraint: Member must not be null; " +
        "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', logEvents: [{ timestamp: 1, message: '' }] }),
      'InvalidParameterException',
      "1 validation error detected: Value '' at 'logEvents.1.member.message' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    ],
    [
      new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern: '[a, b]' }),
      'InvalidParameterException',
      'samtrace does not support space-delimited filter patterns: [field, …]',
    ],
    [
      new PutSubscriptionFilterCommand({
        logGroupName: GROUP,
        filterName: 'f',
        filterPattern: '',
        destinationArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s',
      }),
      'NotImplementedException',
      'samtrace does not support the subscription destination ' +
        'arn:aws:kinesis:us-east-1:000000000000:stream/s (only Lambda functions) of CloudWatch Logs.',
    ],
    [
      new DescribeQueriesCommand({ logGroupName: GROUP }),
      'NotImplementedException',
      'samtrace does not support DescribeQueries of CloudWatch Logs.',
    ],
  ])('%p: %s', async (command, name, message) => {
    await expect(sdk.client.send(command as GetLogEventsCommand)).rejects.toMatchObject({ name, message });
  });
});
