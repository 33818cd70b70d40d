/** How each attempt of a request went, as far as its log and its trace tell. */
import { asNumber, asObject, asObjects, asString, isObject, type JsonObject } from '../shared/json.ts';
import type { StreamEvent } from './log.ts';
import { DURING_INIT, isError, isReport, type LogRecord, readRecord } from './records.ts';

/** `logged`: it went well, and only wrote an error into its log. `ok`: it went well, as only another attempt did not. */
export type Kind = 'thrown' | 'timeout' | 'out-of-memory' | 'exit' | 'init' | 'logged' | 'ok';
export type Attempt = ReturnType<typeof readAttempt>;
/** The attempts of a request, oldest first. `segments`: the function's, in the same order, if the trace is whole. */
export function readAttempts(events: StreamEvent[], segments: JsonObject[] = []): Attempt[] {
  const streams = [...Map.groupBy(events, (event) => event.logStreamName).values()];
  const attempts = streams.flatMap(cutIntoAttempts).sort(([a], [b]) => (a?.timestamp ?? 0) - (b?.timestamp ?? 0));
  const matching = segments.length === attempts.length ? segments : [];
  return attempts.map((attempt, index) => readAttempt(attempt, matching[index]));
}
/** A report ends an attempt, but what follows is another one only if it begins like one. */
function cutIntoAttempts(stream: StreamEvent[]): StreamEvent[][] {
  let [attempt, isOver] = [0, false];
  const attempts = Map.groupBy(stream, (event) => {
    const record = readRecord(event);
    const isNext = isOver && (record.requestId === DURING_INIT || record.type === 'platform.start');
    isOver = isReport(record) || (isOver && !isNext);
    return isNext ? ++attempt : attempt;
  });
  return [...attempts.values()];
}
function readAttempt(events: StreamEvent[], segment: JsonObject | undefined) {
  const records = events.map(readRecord);
  const report = asObject(records.findLast(isReport)?.fields);
  const metrics = asObject(report.metrics);
  const kind = kindOf(records, report, segment);
  return {
    kind,
    error: errorOf(kind, records, report, segment),
    logStream: events[0]?.logStreamName ?? '',
    startedAt: new Date(events[0]?.timestamp ?? 0).toISOString(),
    endedAt: new Date(events.at(-1)?.timestamp ?? 0).toISOString(),
    coldStart: records.some(({ type }) => type === 'platform.initStart'),
    durationMs: asNumber(metrics.durationMs), // This and what follows is Lambda's: undefined without its report.
    timeoutMs: kind === 'timeout' ? asNumber(metrics.durationMs) : undefined,
    memorySizeMb: asNumber(metrics.memorySizeMB),
    maxMemoryUsedMb: asNumber(metrics.maxMemoryUsedMB),
  };
}
function kindOf(records: LogRecord[], report: JsonObject, segment: JsonObject | undefined): Kind {
  const { status = 'success', errorType, metrics } = report;
  const { memorySizeMB, maxMemoryUsedMB } = asObject(metrics);
  const failedInits = records.filter((each) => each.type === 'platform.initReport' && each.fields.status !== 'success');
  // Lambda says so, or the kernel that killed the process, or Node.js that gave up, or the memory is full.
  const told = [errorType, ...records.map(({ fields }) => fields.text)].join();
  const isKilled = /Runtime\.OutOfMemory|signal: killed|JavaScript heap out of memory/.test(told);
  if (status === 'timeout') return 'timeout';
  if (status !== 'success' && (isKilled || Number(maxMemoryUsedMB) >= Number(memorySizeMB))) return 'out-of-memory';
  // An init that fails ahead of a request is done again with it, and Lambda does not log that it then went well.
  if (failedInits.some(({ fields }) => fields.phase === 'invoke' || !records.some(isReport))) return 'init';
  if (status !== 'success') return /^(Runtime|Sandbox)\./.test(String(errorType)) ? 'exit' : 'thrown';
  // For Lambda, a request whose handler threw is a success. Its segment tells. Without one: the error that Lambda logs
  // for the handler looks like console.error(error), and is the last thing in the function's log.
  if (segment?.error === true || segment?.fault === true) return 'thrown';
  const error = records.findLast(isError);
  if (error === undefined) return 'ok';
  const isServed = records.slice(0, records.indexOf(error)).some(({ type }) => type === 'platform.start');
  if (failedInits.length > 0 && error.requestId === DURING_INIT && !isServed) return 'init';
  const isLast = error === records.findLast(({ level }) => level !== undefined);
  const isException = asObject(error.fields.message).errorType !== undefined;
  return segment === undefined && isLast && isException ? 'thrown' : 'logged';
}

/** What Lambda and Node.js say of a process that was ended; or else the last error in the log, with its causes. */
function errorOf(kind: Kind, records: LogRecord[], report: JsonObject, segment: JsonObject | undefined) {
  const record = records.findLast(isError);
  if (record === undefined || kind === 'timeout' || kind === 'out-of-memory' || kind === 'exit') {
    const lines = records.flatMap(({ fields }) => asString(fields.text)?.split(/[\r\n]+/) ?? []);
    const traced = asObjects(asObject(segment?.cause).exceptions).map(({ message }) => String(message));
    const [said] = [...lines, ...traced].flatMap((line) => /^(?:RequestId: \S+ )?\w*Error: (.*)/.exec(line)?.[1] ?? []);
    const type = asString(report.errorType) ?? (kind === 'timeout' ? 'Sandbox.Timedout' : 'Unknown');
    const message = said ?? `Ended: ${asString(report.status) ?? 'unknown'}.`;
    return { type, message, stack: lines.filter((line) => !/^(RequestId: .*|Runtime\..*|)$/.test(line)), causes: [] };
  }
  // console.error(error) makes the exception the message; console.error(text, error) puts it beside the message.
  const { message } = record.fields;
  const exception = isObject(message) ? message : record.fields;
  const causes = causesOf(exception).map((cause) => readException(cause));
  return { ...readException(exception, record.level, asString(message) ?? JSON.stringify(message)), causes };
}
const causesOf = ({ cause }: JsonObject): JsonObject[] => (isObject(cause) ? [cause, ...causesOf(cause)] : []);
function readException({ errorType, errorMessage, stackTrace }: JsonObject, otherType = '', otherMessage = '') {
  const stack = Array.isArray(stackTrace) ? stackTrace.map(String) : [];
  return { type: asString(errorType) ?? otherType, message: asString(errorMessage) ?? otherMessage, stack };
}
/** The lines of a stack that are the application's own. */
export const ownFrames = (stack: string[]): string[] =>
  stack.filter((line) => /^ +at /.test(line) && !/node_modules|node:|\/var\/runtime/.test(line));
