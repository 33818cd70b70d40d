import { AwsError } from '../../../aws/error.ts';
import type { LogEvent } from '../../../aws/log-event.ts';
import { sizeOf } from '../log-store.ts';
import type { Action } from './action.ts';
import type { Input } from './input.ts';
import { GROUP_NAME, STREAM_NAME, streamResource, TIMESTAMP } from './members.ts';
import { SEQUENCE_TOKEN } from './sequence-token.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_BATCH_BYTES = 1_048_576;
const MAX_AGE_MS = 14 * DAY_MS;
const MAX_AHEAD_MS = 2 * HOUR_MS;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const putLogEvents: Action = (input, { account, now, store, append }) => {
  const groupName = input.requiredText('logGroupName', GROUP_NAME);
  const streamName = input.requiredText('logStreamName', STREAM_NAME);
  const events = input.requiredStructures('logEvents', { min: 1, max: 10_000 }).map(logEvent);
  input.check();
  checkBatch(events);
  return {
    resources: [streamResource(account, groupName, streamName)],
    run() {
      store.stream(groupName, streamName);
      const { retentionInDays = Number.POSITIVE_INFINITY } = store.group(groupName);
      const { accepted, rejected } = sort(events, now(), retentionInDays * DAY_MS);
      checkSpan(accepted);
      if (accepted.length > 0) append(groupName, streamName, accepted);
      return {
        nextSequenceToken: SEQUENCE_TOKEN,
        ...(rejected !== undefined && { rejectedLogEventsInfo: rejected }),
      };
    },
  };
};

function logEvent(member: Input): LogEvent {
  return {
    timestamp: member.requiredInteger('timestamp', TIMESTAMP),
    message: member.requiredText('message', { min: 1 }),
  };
}

/** AWS refuses the whole batch for its size, for one too large event, and when it is not in order. */
function checkBatch(events: readonly LogEvent[]): void {
  const sizes = events.map(sizeOf);
  const largest = Math.max(...sizes);
  if (largest > MAX_BATCH_BYTES) throw tooLarge('Log event', largest);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > MAX_BATCH_BYTES) throw tooLarge('Upload', total);
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw new AwsError(
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
  }
}

function tooLarge(what: string, bytes: number): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `${what} too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`,
  );
}

function checkSpan(events: readonly LogEvent[]): void {
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > DAY_MS) {
    throw new AwsError(
      'InvalidParameterException',
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}

/**
 * Events that are too old or too new are left out and reported by index. The events are in order, so one index is enough for
 * each: `…EndIndex` is the first event that is not too old, `…StartIndex` the first that is too new.
 */
function sort(events: readonly LogEvent[], now: number, retentionMs: number) {
  const tooOldEnd = countBefore(events, now - MAX_AGE_MS);
  const expiredEnd = countBefore(events, now - retentionMs);
  const tooNewStart = countBefore(events, now + MAX_AHEAD_MS + 1);
  const rejected = {
    ...(tooNewStart < events.length && { tooNewLogEventStartIndex: tooNewStart }),
    ...(tooOldEnd > 0 && { tooOldLogEventEndIndex: tooOldEnd }),
    ...(expiredEnd > 0 && { expiredLogEventEndIndex: expiredEnd }),
  };
  return {
    accepted: events.slice(Math.max(tooOldEnd, expiredEnd), tooNewStart),
    rejected: Object.keys(rejected).length > 0 ? rejected : undefined,
  };
}

function countBefore(events: readonly LogEvent[], timestamp: number): number {
  const index = events.findIndex((event) => event.timestamp >= timestamp);
  return index === -1 ? events.length : index;
}
