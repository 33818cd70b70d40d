/**
 * What CloudWatch Logs sends to a function: `{"awslogs": {"data": "<base64 of gzip of JSON>"}}`.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
 */
import { gunzipSync } from 'node:zlib';
import { isObject, parseObject } from '../shared/json.ts';

/** Records of one log stream that matched the filter. */
export interface Delivery {
  logGroup: string;
  logStream: string;
  logEvents: LogEvent[];
}

export interface LogEvent {
  /** Epoch milliseconds. */
  timestamp: number;
  message: string;
}

/** A delivery, or a record in it, that no retry can turn into a report. The message says what is wrong with it. */
export class PoisonError extends Error {
  override readonly name = 'PoisonError';
}

/** Undefined for a control message, by which CloudWatch Logs checks that it can reach the function. */
export function decodeEnvelope(event: unknown): Delivery | undefined {
  const awslogs = isObject(event) ? event.awslogs : undefined;
  const { messageType, logGroup, logStream, logEvents } = unpack(isObject(awslogs) ? awslogs.data : undefined);
  if (messageType === 'CONTROL_MESSAGE') return undefined;
  if (messageType !== 'DATA_MESSAGE')
    throw new PoisonError(`awslogs.data has messageType ${JSON.stringify(messageType)}.`);
  if (typeof logGroup === 'string' && typeof logStream === 'string' && isLogEvents(logEvents)) {
    return { logGroup, logStream, logEvents };
  }
  throw new PoisonError('awslogs.data lacks logGroup, logStream, or logEvents of {timestamp, message}.');
}

function unpack(data: unknown): Record<string, unknown> {
  if (typeof data !== 'string') throw new PoisonError('The event has no awslogs.data: it comes from no subscription.');
  try {
    const object = parseObject(gunzipSync(Buffer.from(data, 'base64')).toString());
    if (object !== undefined) return object;
  } catch (cause) {
    throw new PoisonError('awslogs.data is not gzipped.', { cause });
  }
  throw new PoisonError('awslogs.data holds no JSON object.');
}

export function isLogEvents(value: unknown): value is LogEvent[] {
  return (
    Array.isArray(value) &&
    value.every(
      (event) => isObject(event) && Number.isSafeInteger(event.timestamp) && typeof event.message === 'string',
    )
  );
}
