/**
 * What CloudWatch Logs sends to a function that a subscription filter invokes:
 * `{"awslogs": {"data": "<base64 of gzip of JSON>"}}`.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
 */
import { gunzipSync } from 'node:zlib';
import { isObject, parseObject } from '../shared/json.ts';

/** One record of a log stream. `timestamp` is epoch milliseconds. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** The records of one log stream that matched the filter. */
export interface LogBatch {
  readonly logGroup: string;
  readonly logStream: string;
  readonly logEvents: readonly LogEvent[];
}

/** The event is no log delivery: a retry would not help. */
export class InvalidEnvelopeError extends Error {
  override readonly name = 'InvalidEnvelopeError';
}

/** Undefined for a control message, by which CloudWatch Logs only checks that the function can be reached. */
export function decodeEnvelope(event: unknown): LogBatch | undefined {
  const awslogs = isObject(event) ? event.awslogs : undefined;
  const data = isObject(awslogs) ? awslogs.data : undefined;
  if (typeof data !== 'string') throw new InvalidEnvelopeError('The event has no awslogs.data: it is no log delivery.');

  const delivery = parseObject(unzip(data));
  if (delivery === undefined) throw new InvalidEnvelopeError('awslogs.data is no JSON object.');
  const { messageType, logGroup, logStream, logEvents } = delivery;
  if (messageType === 'CONTROL_MESSAGE') return undefined;
  if (messageType !== 'DATA_MESSAGE') {
    throw new InvalidEnvelopeError(`messageType must be DATA_MESSAGE; it is ${JSON.stringify(messageType)}.`);
  }
  if (!isName(logGroup) || !isName(logStream)) throw new InvalidEnvelopeError('logGroup or logStream is missing.');
  if (!Array.isArray(logEvents) || !logEvents.every(isLogEvent)) {
    throw new InvalidEnvelopeError('logEvents must be a list of {timestamp: epoch milliseconds, message: text}.');
  }
  return { logGroup, logStream, logEvents };
}

function unzip(data: string): string {
  try {
    return gunzipSync(Buffer.from(data, 'base64')).toString('utf8');
  } catch (cause) {
    throw new InvalidEnvelopeError('awslogs.data is no base64 text of gzipped data.', { cause });
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isLogEvent(value: unknown): value is LogEvent {
  return isObject(value) && Number.isSafeInteger(value.timestamp) && typeof value.message === 'string';
}
