/** Reads the log of each failed request in a delivery, and waits until it is complete. */
import { type Clock, poll } from './clock.ts';
import type { Deadlines } from './deadlines.ts';
import type { Delivery } from './delivery.ts';
import { indicatesFailure, isPlatformReport, type LogRecord, readRecord } from './log-record.ts';
import { type LogReader, type LogStream, MAX_PAGES, readStream } from './log-stream.ts';
import { groupByRequestId, hasStarts, type Slice, splitByRequest } from './slices.ts';
import { toStoredRecords } from './stored-records.ts';

/** The log of one attempt of a request. Secrets in it are masked. Times are epoch milliseconds. */
export interface RequestLog {
  /** Lambda's ID; undefined for a failed init that no request has followed. */
  requestId: string | undefined;

  /** The time of `platform.start` or, without it, of the first record. */
  startedAt: number;

  /**
   * The time of the first record that indicates the failure. It names the attempt's report, because
   * it is known even if CloudWatch Logs could not be read, and it stays the same afterwards.
   */
  failedAt: number;

  /**
   * `found`: everything up to Lambda's report of the attempt. `partial`: without some of it.
   * `missing`: nothing but the delivered records.
   */
  outcome: 'found' | 'partial' | 'missing';

  /** Why the log is partial or missing. */
  reason: string | undefined;

  records: LogRecord[];

  /** How many records were left out because the log is too long. */
  omitted: number;
}

/** A request that a delivered record belongs to. */
interface FailedRequest extends Slice {
  outcome: RequestLog['outcome'];

  reason: string | undefined;

  /** Whether another look can find more. After a failure, Lambda's notice of it can come late. */
  next: 'final' | 'one more look' | 'wait';
}

type State = Pick<FailedRequest, 'outcome' | 'reason' | 'next'>;

const OVERLAP_REASON =
  'Requests overlap in this log stream, as on Lambda Managed Instances. ' +
  'Lines without a request ID may belong to another request.';

/** Stands for a log that could not be read. */
const UNREAD: LogStream = { records: [], isCut: false, exists: true };

/**
 * Reads the logs of all requests in a delivery at once: they are in the same log stream.
 *
 * @returns A log for each request, and the error if CloudWatch Logs could not be read
 */
export async function readRequestLogs(
  delivery: Delivery,
  reader: LogReader,
  clock: Clock,
  deadlines: Deadlines,
): Promise<{ logs: RequestLog[]; problem: unknown }> {
  const delivered = delivery.events.map(readRecord);
  if (delivered.length === 0) {
    return { logs: [], problem: undefined };
  }

  const look = async () =>
    failedRequests(await readStream(delivery, reader, clock, deadlines), delivered);
  const { result, problem } = await poll(clock, deadlines.waitUntilMs, look, isComplete);

  const requests = result ?? failedRequests(UNREAD, delivered);
  const logs = requests.map((request) => {
    const { requestId, records, outcome, reason } = request;
    const startedAt = request.startedAt ?? records[0]?.timestamp ?? 0;
    return {
      requestId,
      startedAt,
      failedAt: firstFailureIn(records) ?? startedAt,
      outcome,
      reason: outcome === 'found' || problem === undefined ? reason : String(problem),
      ...toStoredRecords(records),
    };
  });
  return { logs, problem };
}

function firstFailureIn(records: LogRecord[]): number | undefined {
  const times = records.filter(indicatesFailure).map(({ timestamp }) => timestamp);
  return times.sort((a, b) => a - b)[0];
}

/** Whether another look would find nothing new. */
function isComplete(current: FailedRequest[], previous: FailedRequest[] | undefined): boolean {
  if (isWaiting(current)) {
    return false;
  }
  const isSecondLook = previous !== undefined && !isWaiting(previous);
  return isSecondLook || current.every(({ next }) => next === 'final');
}

function isWaiting(requests: FailedRequest[]): boolean {
  return requests.some(({ next }) => next === 'wait');
}

function failedRequests(stream: LogStream, delivered: LogRecord[]): FailedRequest[] {
  const { records } = stream;
  const inStream = new Set(records.map(keyOf));
  const absent = delivered.filter((record) => !inStream.has(keyOf(record)));

  // A record that is not in the stream yet has no position. Only Lambda can tell its request.
  const named = new Set(records.filter(isFromLambda).flatMap(({ requestIds }) => requestIds));
  const isNamed = ({ requestIds }: LogRecord) => requestIds.some((id) => named.has(id));
  const placed = [...records, ...absent.filter(isNamed)];
  const unplaced = absent.filter((record) => !isNamed(record));

  const slices = hasStarts(records) ? splitByRequest(placed) : groupByRequestId(placed);
  const deliveredKeys = new Set(delivered.map(keyOf));
  const isFailed = (slice: Slice) => slice.records.some((each) => deliveredKeys.has(keyOf(each)));
  const whyUnplaced = stream.exists
    ? missing('The delivered record was not in the log stream by the deadline.', 'wait')
    : missing('The log stream does not exist any more.', 'final');
  return [
    ...slices.filter(isFailed).map((slice) => ({ ...slice, ...stateOf(slice, stream) })),
    ...groupByRequestId(unplaced).map((slice) => ({ ...slice, ...whyUnplaced })),
  ];
}

function isFromLambda({ source }: LogRecord): boolean {
  return source === 'lambda';
}

function keyOf({ timestamp, message }: LogRecord): string {
  return `${timestamp} ${message}`;
}

/** The rules are ordered: the first one that applies wins. */
function stateOf(slice: Slice, stream: LogStream): State {
  if (!hasStarts(stream.records)) {
    return partial(whyNoStarts(stream), 'final');
  }
  if (stream.isCut && slice.startedAt === undefined) {
    return partial(`The log is longer than ${MAX_PAGES} pages.`, 'final');
  }

  const report = slice.records.find(isPlatformReport);
  if (report === undefined) {
    return partial("Lambda's report of the request was not in the log by the deadline.", 'wait');
  }
  const next = report.fields.status === 'success' ? 'final' : 'one more look';
  return slice.overlaps
    ? partial(OVERLAP_REASON, next)
    : { outcome: 'found', reason: undefined, next };
}

function missing(reason: string, next: State['next']): State {
  return { outcome: 'missing', reason, next };
}

function partial(reason: string, next: State['next']): State {
  return { outcome: 'partial', reason, next };
}

function whyNoStarts({ records, isCut }: LogStream): string {
  if (isCut) {
    return `The start of the request is not in the last ${MAX_PAGES} pages of the log.`;
  }
  if (records.some(({ message }) => /^(START|REPORT) RequestId: /.test(message))) {
    return 'The text log format is not supported. Set LoggingConfig.LogFormat to JSON.';
  }
  return "The log has no start records. Set the function's LoggingConfig.SystemLogLevel to INFO.";
}
