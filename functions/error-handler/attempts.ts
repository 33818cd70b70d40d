/** How each attempt of a request went. */
import { asString, type JsonObject } from '../shared/json.ts';
import { isException, type Kind, kindOf } from './kind.ts';
import { isError, type LogRecord, type Report, readRecord, readReport } from './records.ts';
import { cutIntoAttempts, type StreamEvent } from './request-log.ts';
import { functionSegments, type Trace } from './trace.ts';

export interface Attempt {
  readonly kind: Kind;
  readonly error: AttemptError;
  readonly logStream: string;
  /** ISO times of the first and the last record. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly coldStart: boolean;
  /** Undefined without Lambda's report of the attempt. */
  readonly durationMs: number | undefined;
  readonly billedDurationMs: number | undefined;
  readonly memorySizeMb: number | undefined;
  readonly maxMemoryUsedMb: number | undefined;
}

export interface AttemptError {
  readonly type: string;
  readonly message: string;
  readonly stack: readonly string[];
}

/** The attempts of a request, oldest first. `trace` is given when it is whole. */
export function readAttempts(requestId: string, events: readonly StreamEvent[], trace: Trace | undefined): Attempt[] {
  const attempts = cutIntoAttempts(events);
  const segments = trace === undefined ? [] : functionSegments(trace, requestId);
  return attempts.map((attempt, index) =>
    readAttempt(attempt, segments.length === attempts.length ? segments[index] : undefined),
  );
}

/** Whether Lambda ended a process that served the request. */
export function wasKilled(events: readonly StreamEvent[]): boolean {
  return events.some(({ message }) => (readReport(readRecord(message))?.status ?? 'success') !== 'success');
}

function readAttempt(events: readonly StreamEvent[], segment: JsonObject | undefined): Attempt {
  const records = events.map((event) => readRecord(event.message));
  const report = records.map(readReport).findLast((report) => report !== undefined);
  const kind = kindOf(records, report, segment);
  return {
    kind,
    error: errorIn(records, report),
    logStream: events[0]?.logStreamName ?? '',
    startedAt: new Date(events[0]?.timestamp ?? 0).toISOString(),
    endedAt: new Date(events.at(-1)?.timestamp ?? 0).toISOString(),
    coldStart: records.some((record) => record.source === 'platform' && record.type === 'platform.initStart'),
    durationMs: report?.durationMs,
    billedDurationMs: report?.billedDurationMs,
    memorySizeMb: report?.memorySizeMb,
    maxMemoryUsedMb: report?.maxMemoryUsedMb,
  };
}

/** What ended the process; or else the last error in the function's log: what the handler threw, or the function wrote. */
function errorIn(records: readonly LogRecord[], report: Report | undefined): AttemptError {
  const record = records.findLast(isError);
  if (report?.status === 'timeout' || record?.source !== 'function') {
    const text = records.flatMap((line) => (line.source === 'text' ? [line.text] : [])).join('\n');
    const [, notice] = /^RequestId: \S+ Error: (.*)/m.exec(text) ?? [];
    const message = notice ?? `Lambda ended the request after ${report?.durationMs ?? '?'} ms.`;
    return {
      type: report?.errorType ?? (report?.status === 'timeout' ? 'Sandbox.Timedout' : 'Unknown'),
      message,
      stack: [],
    };
  }
  const { message } = record.fields;
  // console.error(error) puts the exception into the message, console.error(text, error) beside it.
  const exception = isException(message) ? message : record.fields;
  return {
    type: asString(exception.errorType) ?? record.level,
    message: asString(exception.errorMessage) ?? asString(message) ?? JSON.stringify(message),
    stack: Array.isArray(exception.stackTrace) ? exception.stackTrace.map(String) : [],
  };
}
