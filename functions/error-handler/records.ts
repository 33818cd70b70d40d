/**
 * One line of a function's log, in Lambda's JSON format.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
import { asNumber, asString, isObject, type JsonObject, parseObject } from '../shared/json.ts';
import type { LogEvent } from './envelope.ts';

export type LogRecord =
  /** What the function wrote through console, and the error that Lambda logs when the handler throws. */
  | { readonly source: 'function'; readonly requestId: string; readonly level: string; readonly fields: JsonObject }
  /** What Lambda itself notes. `type` is, for example, "platform.report". */
  | { readonly source: 'platform'; readonly requestId: string; readonly type: string; readonly fields: JsonObject }
  /** Anything else: what the process wrote past console, such as Node.js's last words in a crash. */
  | { readonly source: 'text'; readonly requestId: string; readonly text: string };

/** Stands for the request id in what is written before there is a request. */
export const DURING_INIT = '-';
/** Stands for the request id in what does not say whose it is. */
export const UNNAMED = '';

export function readRecord(message: string): LogRecord {
  const json = parseObject(message) ?? {};
  const level = asString(json.level);
  if (level !== undefined && 'message' in json) {
    return { source: 'function', requestId: asString(json.requestId) ?? DURING_INIT, level, fields: json };
  }
  const type = asString(json.type);
  if (type?.startsWith('platform.') && isObject(json.record)) {
    const requestId = asString(json.record.requestId) ?? (type.startsWith('platform.init') ? DURING_INIT : UNNAMED);
    return { source: 'platform', requestId, type, fields: json.record };
  }
  const [, requestId = UNNAMED] = /^RequestId: ([0-9a-f-]{36})\b/.exec(message) ?? [];
  return { source: 'text', requestId, text: message };
}

/** A record of one of the levels that the subscription filter looks for. */
export function isError(record: LogRecord): boolean {
  return record.source === 'function' && (record.level === 'ERROR' || record.level === 'FATAL');
}

export function isReport({ message }: LogEvent): boolean {
  return readReport(readRecord(message)) !== undefined;
}

/** Lambda's last word on an attempt. */
export interface Report {
  /** "success", even if the handler has thrown; "timeout", "error" or "failure" if the process did not survive. */
  readonly status: string;
  /** For example "Runtime.ExitError". */
  readonly errorType: string | undefined;
  readonly durationMs: number | undefined;
  readonly billedDurationMs: number | undefined;
  /** Only after a cold start. */
  readonly initDurationMs: number | undefined;
  readonly memorySizeMb: number | undefined;
  readonly maxMemoryUsedMb: number | undefined;
}

export function readReport(record: LogRecord): Report | undefined {
  if (record.source !== 'platform' || record.type !== 'platform.report') return undefined;
  const metrics = isObject(record.fields.metrics) ? record.fields.metrics : {};
  return {
    status: asString(record.fields.status) ?? 'success',
    errorType: asString(record.fields.errorType),
    durationMs: asNumber(metrics.durationMs),
    billedDurationMs: asNumber(metrics.billedDurationMs),
    initDurationMs: asNumber(metrics.initDurationMs),
    memorySizeMb: asNumber(metrics.memorySizeMB),
    maxMemoryUsedMb: asNumber(metrics.maxMemoryUsedMB),
  };
}
