import { parseStreamToken, streamToken } from '../paging.ts';
import { getEvents, MAX_PAGE_EVENTS } from '../reading.ts';
import type { Action } from './action.ts';
import { groupNameOf, STREAM_NAME, streamResource, TIMESTAMP } from './members.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export const getLogEvents: Action = (input, { account, store }) => {
  const groupName = groupNameOf(input);
  const streamName = input.requiredText('logStreamName', STREAM_NAME);
  const startTime = input.integer('startTime', TIMESTAMP) ?? 0;
  const endTime = input.integer('endTime', TIMESTAMP) ?? Number.POSITIVE_INFINITY;
  const limit = input.integer('limit', { min: 1, max: MAX_PAGE_EVENTS }) ?? MAX_PAGE_EVENTS;
  const startFromHead = input.flag('startFromHead') ?? false;
  const token = input.text('nextToken', { min: 1 });
  input.check();
  const cursor = token === undefined ? undefined : parseStreamToken(token);
  const forward = cursor?.forward ?? startFromHead;
  return {
    resources: [streamResource(account, groupName, streamName)],
    run() {
      const stream = store.stream(groupName, streamName);
      const { events, start, end } = getEvents(stream, { startTime, endTime, limit }, forward, cursor?.position);
      return {
        events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
        nextForwardToken: streamToken(end, true),
        nextBackwardToken: streamToken(start, false),
      };
    },
  };
};
