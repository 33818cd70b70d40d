/**
 * A line of a function's log, in Lambda's JSON format.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
import { asString, isObject, type JsonObject, parseObject } from '../shared/json.ts';
import type { LogEvent } from './envelope.ts';

export interface LogRecord {
  /** Whose it is, or DURING_INIT, or UNNAMED. */
  requestId: string;
  /** "ERROR", "INFO", …: what the function wrote through console, and what Lambda logs when the handler throws. */
  level?: string;
  /** "platform.report", …: what Lambda itself notes. Without level and type, it is a line of text. */
  type?: string;
  /** The record's own fields; those of `record` for a platform record; `text` for a line of text. */
  fields: JsonObject;
}

/** The request id in what is written before there is a request. */
export const DURING_INIT = '-';
/** The request id of what does not say whose it is. */
export const UNNAMED = '';

export function readRecord({ message }: LogEvent): LogRecord {
  const json = parseObject(message) ?? {};
  const { level, type, record } = json;
  if (typeof level === 'string' && 'message' in json) {
    return { requestId: asRequestId(json.requestId ?? DURING_INIT), level, fields: json };
  }
  if (typeof type === 'string' && isObject(record)) {
    const init = type.startsWith('platform.init') ? DURING_INIT : UNNAMED;
    return { requestId: asRequestId(record.requestId ?? init), type, fields: record };
  }
  // Lambda's notice of a crash is text: "RequestId: <id> Error: Runtime exited with error: exit status 1".
  return { requestId: asRequestId(/^RequestId: (\S+) /.exec(message)?.[1]), fields: { text: message } };
}

export const isError = ({ level }: LogRecord): boolean => level === 'ERROR' || level === 'FATAL';
/** Lambda's last word on an attempt. */
export const isReport = ({ type }: LogRecord): boolean => type === 'platform.report';

/** Request ids become parts of keys and filter expressions: what could not be one is none. */
function asRequestId(value: unknown): string {
  return /^[\w-]{1,64}$/.exec(asString(value) ?? '')?.[0] ?? UNNAMED;
}
