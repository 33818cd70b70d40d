/** Log records as Lambda writes them in JSON format, on a time line in seconds after noon. */
import type { LogEvent } from '../../../functions/error-handler/envelope.ts';

export const NOON_MS = Date.parse('2026-11-22T12:00:00Z');
export const REQUEST_ID = '5f2c9a3e-0000-4000-8000-000000000001';
export const TRACE_ID = '1-6921a4c0-0123456789abcdef01234567';
export const HEADER = `Root=${TRACE_ID};Parent=00000000000000f1;Sampled=1`;

export function at(second: number, message: unknown): LogEvent {
  return {
    timestamp: NOON_MS + second * 1000,
    message: typeof message === 'string' ? message : JSON.stringify(message),
  };
}

function isoAt(second: number): string {
  return new Date(NOON_MS + second * 1000).toISOString();
}

export function console(second: number, level: string, message: unknown, requestId = REQUEST_ID): LogEvent {
  return at(second, { timestamp: isoAt(second), level, requestId, message });
}

/** What Lambda logs when a handler throws, and console.error(error) too. */
export function exception(second: number, requestId = REQUEST_ID, errorType = 'OutOfStockError'): LogEvent {
  const stackTrace = [`${errorType}: none left`, '    at reserve (/tmp/x/functions/processor/job.ts:7:9)'];
  return console(second, 'ERROR', { errorType, errorMessage: 'none left', stackTrace }, requestId);
}

export function platform(second: number, type: string, record: object): LogEvent {
  return at(second, { time: isoAt(second), type: `platform.${type}`, record });
}

export function start(second: number, requestId = REQUEST_ID): LogEvent {
  return platform(second, 'start', { requestId, version: '$LATEST' });
}

const METRICS = { durationMs: 120.5, billedDurationMs: 121, memorySizeMB: 256, maxMemoryUsedMB: 91 };

export function report(second: number, record: object = {}, requestId = REQUEST_ID): LogEvent {
  return platform(second, 'report', { requestId, metrics: METRICS, status: 'success', ...record });
}

/** The init ahead of a request or, in the phase `invoke`, the one that is done again with it. */
export function initReport(second: number, status: string, phase: 'init' | 'invoke' = 'init'): LogEvent {
  return platform(second, 'initReport', { initializationType: 'on-demand', phase, status });
}

/** A request that throws, from start to report: a second from end to end. */
export function thrown(second: number, requestId = REQUEST_ID): LogEvent[] {
  return [
    start(second, requestId),
    console(second, 'INFO', { message: 'Request', traceHeader: HEADER }, requestId),
    exception(second + 0.5, requestId),
    report(second + 1, {}, requestId),
  ];
}
