import { AwsError } from '../../../aws/error.ts';
import { eventId, startOf } from '../event-order.ts';
import { filterToken, parseFilterToken } from '../paging.ts';
import { compilePattern } from '../pattern/pattern.ts';
import { filterEvents, MAX_PAGE_EVENTS } from '../reading.ts';
import type { Action } from './action.ts';
import { FILTER_PATTERN, groupNameOf, groupResource, STREAM_NAME, TIMESTAMP } from './members.ts';

/** Before it AWS does not read backward: `startFromHead: false` needs a later `startTime`. */
const FIRST_START_BACKWARD = Date.UTC(2024, 0, 1);

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const filterLogEvents: Action = (input, { account, store }) => {
  const groupName = groupNameOf(input);
  const streamNames = input.texts('logStreamNames', { min: 1, max: 100 }, STREAM_NAME);
  const streamNamePrefix = input.text('logStreamNamePrefix', STREAM_NAME);
  const startTime = input.integer('startTime', TIMESTAMP) ?? 0;
  const endTime = input.integer('endTime', TIMESTAMP) ?? Number.POSITIVE_INFINITY;
  const pattern = input.text('filterPattern', FILTER_PATTERN) ?? '';
  const limit = input.integer('limit', { min: 1, max: MAX_PAGE_EVENTS }) ?? MAX_PAGE_EVENTS;
  const token = input.text('nextToken', { min: 1 });
  const forward = input.flag('startFromHead') ?? true;
  input.check();
  if (streamNames !== undefined && streamNamePrefix !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.',
    );
  }
  if (!forward && startTime < FIRST_START_BACKWARD) {
    throw new AwsError('InvalidParameterException', 'startFromHead=false needs a startTime on or after 2024-01-01.');
  }
  const inStream = (name: string) =>
    (streamNames?.includes(name) ?? true) && (streamNamePrefix === undefined || name.startsWith(streamNamePrefix));
  const query = { inStream, matches: compilePattern(pattern), startTime, endTime };
  const first = forward ? undefined : { position: startOf(Number.POSITIVE_INFINITY), forward };
  const cursor = token === undefined ? first : parseFilterToken(token);
  return {
    resources: [groupResource(account, groupName)],
    run() {
      const group = store.group(groupName);
      for (const name of streamNames ?? []) store.stream(groupName, name);
      const { events, next } = filterEvents(group, query, limit, cursor);
      return {
        events: events.map((event) => ({
          logStreamName: event.logStreamName,
          timestamp: event.timestamp,
          message: event.message,
          ingestionTime: event.ingestionTime,
          eventId: eventId(event),
        })),
        searchedLogStreams: [],
        ...(next !== undefined && { nextToken: filterToken(next) }),
      };
    },
  };
};
