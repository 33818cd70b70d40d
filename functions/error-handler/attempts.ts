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

/** A report ends an attempt; but what follows is another one only if it begins as one. */
function cutIntoAttempts(stream: StreamEvent[]): StreamEvent[][] {
  const attempts: StreamEvent[][] = [[]];
  for (const event of stream) {
    const { requestId, type } = readRecord(event);
    const isBeginning = requestId === DURING_INIT || type === 'platform.start';
    if (isBeginning && attempts.at(-1)?.some((other) => isReport(readRecord(other)))) attempts.push([]);
    attempts.at(-1)?.push(event);
  }
  return attempts;
}

function readAttempt(events: StreamEvent[], segment: JsonObject | undefined) {
  const records = events.map(readRecord);
  const report = asObject(records.findLast(isReport)?.fields);
  const metrics = asObject(report.metrics);
  return {
    kind: kindOf(records, report, segment),
    error: errorOf(records, report),
    logStream: events[0]?.logStreamName ?? '',
    startedAt: new Date(events[0]?.timestamp ?? 0).toISOString(),
    endedAt: new Date(events.at(-1)?.timestamp ?? 0).toISOString(),
    coldStart: records.some(({ type }) => type === 'platform.initStart'),
    // Undefined without Lambda's report.
    durationMs: asNumber(metrics.durationMs),
    billedDurationMs: asNumber(metrics.billedDurationMs),
    memorySizeMb: asNumber(metrics.memorySizeMB),
    maxMemoryUsedMb: asNumber(metrics.maxMemoryUsedMB),
  };
}

function kindOf(records: LogRecord[], report: JsonObject, segment: JsonObject | undefined): Kind {
  const inits = records.filter(({ type }) => type === 'platform.initReport').map(({ fields }) => fields.status);
  const { status = 'success' } = report;
  if (status !== 'success') {
    if (status === 'timeout') return 'timeout';
    if (isOutOfMemory(records, report)) return 'out-of-memory';
    // An init that fails ahead of the request is done once more with it: only the last one can be why it failed.
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
  const { memorySizeMB, maxMemoryUsedMB } = asObject(metrics);
  const isFull = (asNumber(maxMemoryUsedMB) ?? 0) >= (asNumber(memorySizeMB) ?? Number.POSITIVE_INFINITY);
  return (
    errorType === 'Runtime.OutOfMemory' ||
    isFull ||
    records.some(({ fields }) => /signal: killed|heap out of memory/.test(asString(fields.text) ?? ''))
  );
}

/** The last error in the function's log; where there is none, what Lambda says of the end of the process. */
function errorOf(records: LogRecord[], report: JsonObject) {
  const { fields } = (report.status !== 'timeout' && records.findLast(isError)) || {};
  if (fields === undefined) {
    const notice = records.map(({ fields }) => /^RequestId: \S+ Error: (.*)/.exec(asString(fields.text) ?? '')?.[1]);
    const message = notice.find((text) => text !== undefined) ?? `Lambda ended it: ${report.status}.`;
    return { type: asString(report.errorType) ?? 'Sandbox.Timedout', message, stack: [] };
  }
  // console.error(error) makes the exception the message, console.error(text, error) puts it beside it.
  const exception = isObject(fields.message) ? fields.message : fields;
  return {
    type: asString(exception.errorType) ?? asString(fields.level) ?? '',
    message: asString(exception.errorMessage) ?? asString(fields.message) ?? JSON.stringify(fields.message),
    stack: Array.isArray(exception.stackTrace) ? exception.stackTrace.map(String) : [],
  };
}
