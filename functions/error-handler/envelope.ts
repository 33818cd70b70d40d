/** `{"awslogs": {"data": "<base64 of gzip of JSON>"}}`: docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html */
import { gunzipSync } from 'node:zlib';
import { asNumber, asObject, isObject, type JsonObject, parseObject } from '../shared/json.ts';

/** Records of one log stream that matched the filter, and what should be one. `timestamp` is epoch milliseconds. */
export type Delivery = { logGroup: string; logStream: string; logEvents: LogEvent[]; poison: string[] };
export type LogEvent = { timestamp: number; message: string };
const MAX_BYTES = 32 * 1024 * 1024; // Events have 1 MB at most, and text packs to a tenth: what is more than this is no log.

/** Of a delivery, or a record in one, no retry can make a report. */
export class PoisonError extends Error {
  static override readonly name = 'PoisonError'; // Lambda logs the class's name, which minifying changes.
  override readonly name = 'PoisonError';
}

/** Undefined for a control message, by which CloudWatch Logs checks that it can reach the function. */
export function decodeEnvelope(event: unknown): Delivery | undefined {
  const { messageType, logGroup, logStream, logEvents } = unpack(asObject(asObject(event).awslogs).data);
  if (messageType === 'CONTROL_MESSAGE') return undefined;
  if (messageType !== 'DATA_MESSAGE')
    throw new PoisonError(`awslogs.data has messageType ${JSON.stringify(messageType)}.`);
  if (typeof logGroup !== 'string' || typeof logStream !== 'string' || !Array.isArray(logEvents))
    throw new PoisonError('awslogs.data lacks logGroup, logStream, or a list logEvents.');
  const poison = logEvents.filter((event) => !isLogEvent(event)).map((event) => JSON.stringify(event));
  return { logGroup, logStream, logEvents: logEvents.filter(isLogEvent), poison };
}
function unpack(data: unknown): JsonObject {
  if (typeof data !== 'string') throw new PoisonError('The event has no awslogs.data: it comes from no subscription.');
  try {
    return parseObject(gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: MAX_BYTES }).toString());
  } catch (cause) {
    throw new PoisonError(`awslogs.data is not gzipped, or unpacks to over ${MAX_BYTES} bytes.`, { cause });
  }
}
const isTime = (ms: unknown): boolean => !Number.isNaN(new Date(asNumber(ms) ?? Number.NaN).getTime());
export const isLogEvent = (value: unknown): value is LogEvent =>
  isObject(value) && isTime(value.timestamp) && typeof value.message === 'string';
