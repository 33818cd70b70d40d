/** A line of a log: docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html, the JSON format. */
import { asString, isObject, type JsonObject, parseObject } from '../shared/json.ts';
import type { LogEvent } from './envelope.ts';

/** `requestId` in what is written before there is a request, and in what does not say whose it is. */
export const [DURING_INIT, UNNAMED] = ['-', ''];
/** What the function wrote has a `level` and all of its fields, what Lambda notes a `type` ("platform.report"), text `text`. */
export type LogRecord = { requestId: string; level?: string; type?: string; fields: JsonObject };

export function readRecord({ message }: LogEvent): LogRecord {
  const json = parseObject(message);
  const { level, type, record, requestId: own = DURING_INIT, function_request_id: requestId = own } = json; // Powertools'
  if (typeof level === 'string' && 'message' in json) return { requestId: asRequestId(requestId), level, fields: json };
  if (typeof type === 'string' && isObject(record)) {
    const owner = record.requestId ?? (type.startsWith('platform.init') ? DURING_INIT : UNNAMED);
    return { requestId: asRequestId(owner), type, fields: record };
  }
  // Lambda's notice of a crash is text: "RequestId: <id> Error: Runtime exited with error: exit status 1".
  return { requestId: asRequestId(/^RequestId: (\S+) /.exec(message)?.[1]), fields: { text: message } };
}
/** Request ids go into keys and filter expressions: what could do harm there is none. */
const asRequestId = (value: unknown): string => /^[\w-]{1,64}$/.exec(asString(value) ?? '')?.[0] ?? UNNAMED;
export const isError = ({ level }: LogRecord): boolean => level === 'ERROR' || level === 'FATAL';
/** Lambda's last word on an attempt. */
export const isReport = ({ type }: LogRecord): boolean => type === 'platform.report';
