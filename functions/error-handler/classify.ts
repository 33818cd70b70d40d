/** Determines how a request failed: from its log, and from its trace if that is complete. */
import { asNumber, asObject, asObjects, asString, type JsonObject } from '../shared/json.ts';
import { isPlatformReport, type LogRecord } from './log-record.ts';
import { boundedLines, boundedMessage, errorsIn, type LoggedError } from './logged-error.ts';

/**
 * - `thrown`: the handler threw an error or returned a rejected promise
 * - `timeout`: Lambda ended the invocation
 * - `out-of-memory`: the process needed more memory than the function has
 * - `exit`: the process ended for another reason: an uncaught error, `process.exit`, a crashed
 *   extension
 * - `init`: the code outside of the handler failed
 * - `logged`: the request succeeded, and logged an error
 */
export type FailureClass = 'thrown' | 'timeout' | 'out-of-memory' | 'exit' | 'init' | 'logged';

export interface Failure {
  class: FailureClass;

  error: LoggedError;

  /** What caused the error, the next cause first. */
  causes: LoggedError[];
}

/** What Lambda and Node.js write when the process ran out of memory. */
const OUT_OF_MEMORY = ['Runtime.OutOfMemory', 'signal: killed', 'JavaScript heap out of memory'];

/** Errors of Lambda itself: the handler did not throw them. */
const LAMBDA_ERROR_PREFIXES = ['Runtime.', 'Sandbox.', 'Extension.'];

/**
 * @param records The log of one attempt
 * @param segment The attempt's `AWS::Lambda::Function` segment, if the trace is complete
 */
export function classify(records: LogRecord[], segment: JsonObject | undefined): Failure {
  const report = asObject(records.findLast(isPlatformReport)?.fields);
  const failureClass = classOf(records, report, segment);

  const lastError = records.findLast((record) => record.isError);
  if (lastError === undefined || endsProcess(failureClass)) {
    const error = errorWithoutRecord(failureClass, records, report, segment);
    return { class: failureClass, error, causes: [] };
  }
  const [error, ...causes] = errorsIn(lastError);
  return { class: failureClass, error, causes };
}

/** If the process ended, Lambda's report says more than the last error that the function logged. */
export function endsProcess(failureClass: FailureClass): boolean {
  return failureClass === 'timeout' || failureClass === 'out-of-memory' || failureClass === 'exit';
}

/** The rules are ordered: the first one that applies wins. */
function classOf(
  records: LogRecord[],
  report: JsonObject,
  segment: JsonObject | undefined,
): FailureClass {
  const status = report.status ?? 'success';
  if (status === 'timeout') {
    return 'timeout';
  }
  if (status !== 'success' && ranOutOfMemory(records, report)) {
    return 'out-of-memory';
  }
  if (initEndedTheRequest(records)) {
    return 'init';
  }
  if (status !== 'success') {
    return isLambdaError(report.errorType) ? 'exit' : 'thrown';
  }
  return threw(records, segment) ? 'thrown' : classOfLoggedError(records);
}

/**
 * Lambda reports "success" even if the handler threw, by design:
 * https://github.com/aws-samples/aws-lambda-extensions/issues/85. The function's segment shows
 * whether it threw.
 */
function threw(records: LogRecord[], segment: JsonObject | undefined): boolean {
  return segment === undefined
    ? looksThrown(records)
    : segment.error === true || segment.fault === true;
}

function ranOutOfMemory(records: LogRecord[], report: JsonObject): boolean {
  const { memorySizeMB, maxMemoryUsedMB } = asObject(report.metrics);
  const usedAllMemory = Number(maxMemoryUsedMB) >= Number(memorySizeMB);

  const notices = records.filter(({ source }) => source === 'text').map(({ message }) => message);
  const texts = [asString(report.errorType) ?? '', ...notices];
  return usedAllMemory || texts.some((text) => OUT_OF_MEMORY.some((sign) => text.includes(sign)));
}

/**
 * A failed init alone does not end a request: Lambda repeats it when the request arrives (phase
 * "invoke"), and does not log that the second try succeeded. So the init is to blame if the second
 * try failed too, or if no request followed.
 */
function initEndedTheRequest(records: LogRecord[]): boolean {
  const hasRequest = records.some(isPlatformReport);
  return records.some(
    (record) => isFailedInit(record) && (record.fields.phase === 'invoke' || !hasRequest),
  );
}

function isFailedInit({ type, fields }: LogRecord): boolean {
  const isInitReport = type === 'platform.initReport' || type === 'platform.restoreReport';
  return isInitReport && fields.status !== 'success';
}

/**
 * An init that failed can succeed when Lambda repeats it. Then its error is the only thing that is
 * wrong.
 */
function classOfLoggedError(records: LogRecord[]): FailureClass {
  const start = records.findIndex(({ type }) => type === 'platform.start');
  const lastError = records.findLastIndex((record) => record.isError);
  return lastError < start && records.some(isFailedInit) ? 'init' : 'logged';
}

function isLambdaError(errorType: unknown): boolean {
  return LAMBDA_ERROR_PREFIXES.some((prefix) => asString(errorType)?.startsWith(prefix));
}

/**
 * Without a trace this is a guess. The runtime logs a thrown error exactly as
 * `console.error(error)` does, but after the handler has ended, so it is the last record.
 */
function looksThrown(records: LogRecord[]): boolean {
  const start = records.findIndex(({ type }) => type === 'platform.start');
  const last = records.slice(start + 1).findLast(({ source }) => source === 'function');
  if (last === undefined || !last.isError) {
    return false;
  }
  return [last.fields, asObject(last.fields.message)].some(
    ({ errorType }) => errorType !== undefined,
  );
}

function errorWithoutRecord(
  failureClass: FailureClass,
  records: LogRecord[],
  report: JsonObject,
  segment: JsonObject | undefined,
): LoggedError {
  const lines = records
    .filter(({ source }) => source === 'text')
    .flatMap(({ message }) => boundedMessage(message).split(/[\r\n]+/));
  const notices = lines.filter(isNotice);
  // Before a timeout or an out-of-memory kill, Node.js writes nothing about its cause.
  const isKilled = failureClass === 'timeout' || failureClass === 'out-of-memory';
  const stack = isKilled ? [] : lastStack(lines.filter((line) => line !== '' && !isNotice(line)));

  const exceptions = asObjects(asObject(segment?.cause).exceptions);
  const candidates = [
    ...stack,
    ...notices,
    ...exceptions.map(({ message }) => asString(message) ?? ''),
  ];
  const message = candidates.map(messageIn).find((text) => text !== undefined);
  const defaultType = failureClass === 'timeout' ? 'Sandbox.Timedout' : 'Unknown';
  return {
    type: asString(report.errorType) ?? defaultType,
    message: boundedMessage(message ?? defaultMessage(failureClass, report)),
    stack: boundedLines(stack),
  };
}

/** What Node.js writes about an uncaught error before the process ends. */
function lastStack(lines: string[]): string[] {
  const first = lines.findLastIndex((line) => messageIn(line) !== undefined);
  return first === -1 ? [] : lines.slice(first);
}

function defaultMessage(failureClass: FailureClass, report: JsonObject): string {
  const durationMs = asNumber(asObject(report.metrics).durationMs);
  if (failureClass === 'timeout' && durationMs !== undefined) {
    return `Timed out after ${(durationMs / 1000).toFixed(2)} seconds.`;
  }
  return `Lambda reported the status "${asString(report.status) ?? 'unknown'}".`;
}

/**
 * Lambda's notice of a crash: `RequestId: … Error: Runtime exited with error: exit status 1`,
 * `Runtime.ExitError`.
 */
function isNotice(line: string): boolean {
  return line.startsWith('RequestId: ') || line.startsWith('Runtime.');
}

/** The text after `Error: ` in a notice, or in what Node.js writes about an uncaught error. */
function messageIn(line: string): string | undefined {
  const [, message] = /^(?:RequestId: \S+ )?\w*Error: (.*)/.exec(line) ?? [];
  return message;
}
