/** Log records as Lambda writes them in JSON format, on a time line in seconds after noon. */
import type { LogEvent } from '../../../functions/error-handler/log-record.ts';

export const NOON_MS = Date.parse('2026-11-22T12:00:00Z');
export const REQUEST_ID = '5f2c9a3e-0000-4000-8000-000000000001';
export const OTHER_ID = '5f2c9a3e-0000-4000-8000-000000000002';
export const TRACE_ID = '1-6921a4c0-0123456789abcdef01234567';
export const HEADER = `Root=${TRACE_ID};Parent=00000000000000f1;Sampled=1`;

/** A line of a log. A value that is not a string is written as JSON. */
export function line(second: number, message: unknown): LogEvent {
  return {
    timestamp: NOON_MS + Math.round(second * 1000),
    message: typeof message === 'string' ? message : JSON.stringify(message),
  };
}

function isoAt(second: number): string {
  return new Date(NOON_MS + Math.round(second * 1000)).toISOString();
}

/** What `console.error(message)` and its like write. */
export function logged(second: number, level: string, message: unknown, requestId = REQUEST_ID): LogEvent {
  return line(second, { timestamp: isoAt(second), level, requestId, message });
}

/** What Lambda logs when a handler throws, and what `console.error(error)` logs, too. */
export function exception(second: number, requestId = REQUEST_ID, errorType = 'OutOfStockError'): LogEvent {
  const stackTrace = [`${errorType}: none left`, '    at reserve (/tmp/x/functions/processor/order.ts:7:9)'];
  return logged(second, 'ERROR', { errorType, errorMessage: 'none left', stackTrace }, requestId);
}

export function platform(second: number, type: string, record: object): LogEvent {
  return line(second, { time: isoAt(second), type: `platform.${type}`, record });
}

export function start(second: number, requestId = REQUEST_ID, record: object = {}): LogEvent {
  return platform(second, 'start', { requestId, version: '$LATEST', ...record });
}

const METRICS = { durationMs: 120.5, billedDurationMs: 121, memorySizeMB: 256, maxMemoryUsedMB: 91 };

export function report(second: number, record: object = {}, requestId = REQUEST_ID): LogEvent {
  return platform(second, 'report', { requestId, metrics: METRICS, status: 'success', ...record });
}

export function initStart(second: number, phase: 'init' | 'invoke' = 'init'): LogEvent {
  return platform(second, 'initStart', { initializationType: 'on-demand', phase, functionName: 'orders' });
}

/** The init before a request or, in the phase `invoke`, the one that Lambda repeats for it. */
export function initReport(second: number, status: string, phase: 'init' | 'invoke' = 'init'): LogEvent {
  return platform(second, 'initReport', { initializationType: 'on-demand', phase, status });
}

/** A request that throws. It takes a second. */
export interface ThrownRequest {
  start: LogEvent;
  header: LogEvent;
  error: LogEvent;
  report: LogEvent;
  all: LogEvent[];
}

export function thrown(second: number, requestId = REQUEST_ID, header = HEADER): ThrownRequest {
  const parts = {
    start: start(second, requestId),
    header: logged(second, 'INFO', { message: 'Request', traceHeader: header }, requestId),
    error: exception(second + 0.5, requestId),
    report: report(second + 1, {}, requestId),
  };
  return { ...parts, all: [parts.start, parts.header, parts.error, parts.report] };
}
