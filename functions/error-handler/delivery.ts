/**
 * Decodes what CloudWatch Logs sends to a subscribed function: gzipped JSON in base64.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
 */
import { gunzipSync } from 'node:zlib';
import { asObject, isObject, type JsonObject, parseObject } from '../shared/json.ts';
import { toPlainJson } from '../shared/plain-json.ts';
import type { LogEvent } from './log-record.ts';

/** Records of one log stream that matched the subscription's filter pattern. */
export interface Delivery {
  logGroup: string;

  /** A log stream belongs to one execution environment of one function. */
  logStream: string;

  /** The function that wrote the log. Its name is part of the names of log stream and log group. */
  functionName: string;

  events: LogEvent[];

  /**
   * The first few parts that can't be processed, even on a retry. The content is the text that
   * CloudWatch Logs sent, or the part as JSON of a limited size.
   */
  invalid: { problem: string; content: unknown }[];

  invalidCount: number;
}

// Lambda accepts 1 MB for an asynchronous invocation. Logs unpack to about ten times their size.
const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;

const MAX_INVALID_PARTS = 100;

const YEAR_10000_MS = Date.UTC(10_000, 0);

/**
 * Returns undefined for the control message that CloudWatch Logs sends to test the subscription.
 *
 * Throws if the data can't be unpacked: nobody can mask the secrets in it, so it is not stored in
 * the bucket. The on-failure queue keeps the event as it is.
 */
export function decodeDelivery(event: unknown): Delivery | undefined {
  const { data } = asObject(asObject(event).awslogs);
  if (typeof data !== 'string') {
    return invalidDelivery('The event has no awslogs.data.', toPlainJson(event));
  }

  const text = unpack(data);
  const body = parseObject(text);
  if (body === undefined) {
    return invalidDelivery('awslogs.data must be a JSON object.', text);
  }
  return body.messageType === 'CONTROL_MESSAGE' ? undefined : readBody(body, text);
}

function unpack(data: string): string {
  try {
    const bytes = Buffer.from(data, 'base64');
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }).toString();
  } catch (cause) {
    const rule = `gzipped text of at most ${MAX_UNPACKED_BYTES} bytes in base64`;
    throw new Error(`awslogs.data must be ${rule}.`, { cause });
  }
}

function readBody(body: JsonObject, text: string): Delivery {
  const { messageType, logGroup, logStream, logEvents } = body;
  if (messageType !== 'DATA_MESSAGE') {
    return invalidDelivery('messageType must be DATA_MESSAGE.', text);
  }
  if (typeof logGroup !== 'string' || typeof logStream !== 'string' || !Array.isArray(logEvents)) {
    const rule = 'logGroup and logStream must be strings, and logEvents must be a list.';
    return invalidDelivery(rule, text);
  }

  const events: LogEvent[] = [];
  const invalid: Delivery['invalid'] = [];
  for (const item of logEvents) {
    if (isLogEvent(item)) {
      events.push({ timestamp: item.timestamp, message: item.message });
    } else if (invalid.length < MAX_INVALID_PARTS) {
      const problem = 'A log event must have a timestamp and a message.';
      invalid.push({ problem, content: toPlainJson(item) });
    }
  }
  const invalidCount = logEvents.length - events.length;
  const functionName = functionOf(logGroup, logStream);
  return { logGroup, logStream, functionName, events, invalid, invalidCount };
}

/**
 * A function that has a log group to itself writes to streams like `2026/11/28/[$LATEST]0a1b`. In a
 * log group with a custom name, streams have the function's name: `2026/11/28/orders[$LATEST]0a1b`.
 */
function functionOf(logGroup: string, logStream: string): string {
  const lastPart = logStream.split('/').at(-1) ?? '';
  const nameInStream = lastPart.includes('[') ? lastPart.split('[')[0] : '';
  return nameInStream || logGroup.split('/').at(-1) || 'unknown';
}

function isLogEvent(value: unknown): value is LogEvent {
  return isObject(value) && isTime(value.timestamp) && typeof value.message === 'string';
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < YEAR_10000_MS;
}

function invalidDelivery(problem: string, content: unknown): Delivery {
  return {
    logGroup: '',
    logStream: '',
    functionName: 'unknown',
    events: [],
    invalid: [{ problem, content }],
    invalidCount: 1,
  };
}
