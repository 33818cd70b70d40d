import { AwsError } from '../../../aws/error.ts';
import { compareNames, type LogStream } from '../log-store.ts';
import { pageOf } from '../paging.ts';
import type { Action } from './action.ts';
import { groupNameOf, groupResource, STREAM_NAME, streamResource } from './members.ts';
import { SEQUENCE_TOKEN } from './sequence-token.ts';

const DEFAULT_LIMIT = 50;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const describeLogStreams: Action = (input, { account, store }) => {
  const groupName = groupNameOf(input);
  const prefix = input.text('logStreamNamePrefix', STREAM_NAME);
  const orderBy = input.text('orderBy', { oneOf: ['LogStreamName', 'LastEventTime'] }) ?? 'LogStreamName';
  const descending = input.flag('descending') ?? false;
  const limit = input.integer('limit', { min: 1, max: 50 }) ?? DEFAULT_LIMIT;
  const token = input.text('nextToken', { min: 1 });
  input.check();
  if (orderBy === 'LastEventTime' && prefix !== undefined) {
    throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  return {
    resources: [groupResource(account, groupName)],
    run() {
      const streams = [...store.group(groupName).streams.values()].filter(({ name }) => name.startsWith(prefix ?? ''));
      streams.sort((a, b) => compareNames(a.name, b.name));
      if (orderBy === 'LastEventTime') streams.sort((a, b) => lastEventTime(a) - lastEventTime(b));
      if (descending) streams.reverse();
      const { items, ...rest } = pageOf(streams, ({ name }) => name, limit, token);
      const arnOf = (stream: LogStream) => streamResource(account, groupName, stream.name);
      return { logStreams: items.map((stream) => describe(stream, arnOf(stream))), ...rest };
    },
  };
};

function describe(stream: LogStream, arn: string) {
  const first = stream.events[0];
  const last = stream.events.at(-1);
  return {
    logStreamName: stream.name,
    creationTime: stream.creationTime,
    ...(first !== undefined && { firstEventTimestamp: first.timestamp }),
    ...(last !== undefined && { lastEventTimestamp: last.timestamp }),
    // A stream without events has none of these: recorded by LocalStack's snapshot `test_logs_streams` (2026-02).
    ...(stream.lastIngestionTime !== undefined && {
      lastIngestionTime: stream.lastIngestionTime,
      uploadSequenceToken: SEQUENCE_TOKEN,
    }),
    arn,
    // AWS counts bytes for groups only, since 2019.
    storedBytes: 0,
  };
}

function lastEventTime(stream: LogStream): number {
  return stream.events.at(-1)?.timestamp ?? 0;
}
