/** How each attempt of a request went, as far as its log and its trace tell. */
import { asNumber, asObject, asString, isObject, type JsonObject } from '../shared/json.ts';
import type { StreamEvent } from './log.ts';
import { DURING_INIT, isError, isReport, type LogRecord, readRecord } from './records.ts';

/** `logged`: the request went well, and only wrote an error into its log. */
export type Kind = 'thrown' | 'timeout' | 'out-of-memory' | 'exit' | 'init' | 'logged';
export type Attempt = ReturnType<typeof readAttempt>;

/**
 * The attempts of a request, oldest first: Lambda tries an asynchronous one again under the same id.
 * `functionSegments` are theirs in the same order, if the trace is whole.
 */
export function readAttempts(events: StreamEvent[], functionSegments: JsonObject[] = []): Attempt[] {
  const streams = [...Map.groupBy(events, (event) => event.logStreamName).values()];
  const attempts = streams.flatMap(cutIntoAttempts).sort(([a], [b]) => (a?.timestamp ?? 0) - (b?.timestamp ?? 0));
  const isMatched = functionSegments.length === attempts.length;
  return attempts.map((attempt, index) => readAttempt(attempt, isMatched ? functionSegments[index] : undefined));
}

/** A report ends an attempt, but what follows is another one only if it begins like one. */
function cutIntoAttempts(stream: StreamEvent[]): StreamEvent[][] {
  const attempts: StreamEvent[][] = [[]];
  let isOver = false;
  for (const event of stream) {
    const record = readRecord(event);
    if (isOver && (record.requestId === DURING_INIT || record.type === 'platform.start')) {
      attempts.push([]);
      isOver = false;
    }
    attempts.at(-1)?.push(event);
    isOver ||= isReport(record);
  }
  return attempts;
}

function readAttempt(events: StreamEvent[], segment: JsonObject | undefined) {
  const records = events.map(readRecord);
  const report = asObject(records.findLast(isReport)?.fields);
  const metrics = asObject(report.metrics);
  const kind = kindOf(records, report, segment);
  return {
    kind,
    error: errorOf(kind, records, report),
    logStream: events[0]?.logStreamName ?? '',
    startedAt: new Date(events[0]?.timestamp ?? 0).toISOString(),
    endedAt: new Date(events.at(-1)?.timestamp ?? 0).toISOString(),
    coldStart: records.some(({ type }) => type === 'platform.initStart'),
    // These are Lambda's own figures, and undefined without its report.
    durationMs: asNumber(metrics.durationMs),
    timeoutMs: kind === 'timeout' ? asNumber(metrics.durationMs) : undefined,
    billedDurationMs: asNumber(metrics.billedDurationMs),
    initDurationMs: asNumber(metrics.initDurationMs),
    memorySizeMb: asNumber(metrics.memorySizeMB),
    maxMemoryUsedMb: asNumber(metrics.maxMemoryUsedMB),
  };
}

function kindOf(records: LogRecord[], report: JsonObject, segment: JsonObject | undefined): Kind {
  const inits = records.filter(({ type }) => type === 'platform.initReport').map(({ fields }) => fields.status);
  const { status = 'success' } = report;
  if (status === 'timeout') return 'timeout';
  if (status !== 'success') {
    if (isOutOfMemory(records, report)) return 'out-of-memory';
    // An init that fails ahead of a request is done again with it: only the last one can be why the request failed.
    if (inits.length > 0 && inits.at(-1) !== 'success') return 'init';
    return /^(Runtime|Sandbox)\./.test(asString(report.errorType) ?? '') ? 'exit' : 'thrown';
  }
  if (inits.some((init) => init !== 'success')) return 'init';
  // For Lambda, a request whose handler threw is a success. Its segment tells. Without one: the error that Lambda logs
  // for the handler looks like console.error(error), and is the last thing in the function's log.
  if (segment !== undefined) return segment.error === true || segment.fault === true ? 'thrown' : 'logged';
  const last = records.findLast(({ level }) => level !== undefined);
  return last && isError(last) && asObject(last.fields.message).errorType !== undefined ? 'thrown' : 'logged';
}

/** Lambda says so, or the kernel killed the process, or Node.js gave up. */
function isOutOfMemory(records: LogRecord[], { errorType, metrics }: JsonObject): boolean {
  const { memorySizeMB, maxMemoryUsedMB = 0 } = asObject(metrics);
  const isFull = Number(maxMemoryUsedMB) >= Number(memorySizeMB);
  const text = records.map(({ fields }) => asString(fields.text)).join('\n');
  return errorType === 'Runtime.OutOfMemory' || isFull || /signal: killed|heap out of memory/.test(text);
}

/** What Lambda and Node.js say of a process that was ended; or else the last error in the log, with its causes. */
function errorOf(kind: Kind, records: LogRecord[], report: JsonObject) {
  const record = records.findLast(isError);
  if (record === undefined || kind === 'timeout' || kind === 'out-of-memory' || kind === 'exit') {
    const lines = records.flatMap(({ fields }) => asString(fields.text)?.split(/[\r\n]+/) ?? []).filter(Boolean);
    const notice = lines.map((line) => /^RequestId: \S+ Error: (.*)/.exec(line)?.[1]).find(Boolean);
    const type = asString(report.errorType) ?? (kind === 'timeout' ? 'Sandbox.Timedout' : 'Unknown');
    const message = notice ?? `The request ended with status ${report.status ?? 'unknown'}.`;
    return { type, message, stack: lines.filter((line) => !/^(RequestId: |Runtime\.)/.test(line)), causes: [] };
  }
  // console.error(error) makes the exception the message; console.error(text, error) puts it beside the message.
  const { message } = record.fields;
  const exception = isObject(message) ? message : record.fields;
  const text = asString(message) ?? JSON.stringify(message);
  const causes = [];
  for (let cause = exception.cause; isObject(cause) && causes.length < MAX_CAUSES; cause = cause.cause) {
    causes.push(readException(cause, '', ''));
  }
  return { ...readException(exception, record.level ?? '', text), causes };
}

const MAX_CAUSES = 10;

function readException({ errorType, errorMessage, stackTrace }: JsonObject, otherType: string, otherMessage: string) {
  const stack = Array.isArray(stackTrace) ? stackTrace.map(String) : [];
  return { type: asString(errorType) ?? otherType, message: asString(errorMessage) ?? otherMessage, stack };
}
