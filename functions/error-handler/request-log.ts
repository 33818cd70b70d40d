/** Reads the log of each failed request in a delivery, and waits until it is complete. */
import { shorten } from '../shared/json.ts';
import { type Clock, poll } from './clock.ts';
import type { Deadlines } from './deadlines.ts';
import type { Delivery, LogEvent } from './delivery.ts';
import { isReport, type LogRecord, readRecord } from './log-record.ts';
import { redactJson } from './redact.ts';
import { groupByRequestId, hasStarts, type Slice, splitByRequest } from './slices.ts';

/** The log of one attempt of a request. Secrets in it are masked. */
export interface RequestLog {
  /** Lambda's ID; undefined for a failed init that no request has followed. */
  requestId: string | undefined;

  /**
   * When the attempt started, or else the time of the first delivered record. Epoch milliseconds.
   */
  startedAt: number;

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

/** What the error handler needs from CloudWatch Logs. */
export interface LogReader {
  /** Returns undefined if the log stream does not exist. */
  readPage(query: LogQuery): Promise<LogPage | undefined>;
}

export interface LogQuery {
  logGroup: string;

  logStream: string;

  fromMs: number;

  toMs: number;

  /** From an earlier page. */
  token: string | undefined;
}

/** The newest records that have not been read yet, oldest first. */
export interface LogPage {
  events: LogEvent[];

  /** For the next older page; undefined if there is none. */
  olderToken: string | undefined;
}

interface Stream {
  records: LogRecord[];

  /** Whether reading stopped before the start of the requests was found. */
  isCut: boolean;

  exists: boolean;
}

/** The longest timeout of a function, after the longest init. */
const LONGEST_REQUEST_MS = (15 * 60 + 10) * 1000;

/** A page has up to 1 MB or 10,000 records. */
const MAX_PAGES = 20;

const MAX_LOG_CHARACTERS = 1024 * 1024;

const MAX_LINE_CHARACTERS = 100_000;

/**
 * Reads the logs of all requests in a delivery at once: they are in the same log stream.
 *
 * @returns A log for each request, and what kept CloudWatch Logs from answering.
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

  let stream: Stream = { records: [], isCut: false, exists: true };
  let isSecondLook = false;
  const problem = await poll(clock, deadlines.waitUntilMs, async () => {
    stream = await readStream(delivery, reader, clock, deadlines);
    const state = completeness(stream, delivered);
    // The notice of a crash can come after Lambda's report, so a failed request gets one look more.
    const isDone = state === 'final' || (state === 'reported' && isSecondLook);
    isSecondLook = state === 'reported';
    return isDone;
  });

  const failed = slicesOf(stream, delivered);
  return { logs: failed.map((slice) => toRequestLog(slice, stream, delivered, problem)), problem };
}

/**
 * Reads backwards from the end, until the start of every delivered record's request must be there.
 */
async function readStream(
  { logGroup, logStream, events }: Delivery,
  reader: LogReader,
  clock: Clock,
  deadlines: Deadlines,
): Promise<Stream> {
  const times = events.map((event) => event.timestamp).sort((a, b) => a - b);
  const firstMs = times[0] ?? 0;
  const lastMs = times.at(-1) ?? 0;
  const fromMs = Math.max(0, firstMs - LONGEST_REQUEST_MS);
  const toMs = lastMs + LONGEST_REQUEST_MS;

  const pages: LogRecord[][] = [];
  let token: string | undefined;
  do {
    const page = await reader.readPage({ logGroup, logStream, fromMs, toMs, token });
    if (page === undefined) {
      return { records: [], isCut: false, exists: false };
    }
    pages.unshift(page.events.map(readRecord));
    token = page.olderToken;
    if (token === undefined || startsBefore(pages, firstMs) >= 2) {
      return { records: pages.flat(), isCut: false, exists: true };
    }
    if (clock.now() >= deadlines.stopReadingAtMs) {
      throw new Error('There was no time left to read more of the log.');
    }
  } while (pages.length < MAX_PAGES);
  return { records: pages.flat(), isCut: true, exists: true };
}

/** The first start is the request's own, and its init is behind the one before. */
function startsBefore(pages: LogRecord[][], firstMs: number): number {
  return pages
    .flat()
    .filter(({ type, timestamp }) => type === 'platform.start' && timestamp <= firstMs).length;
}

/** The requests that the delivered records belong to. */
function slicesOf(stream: Stream, delivered: LogRecord[]): Slice[] {
  const deliveredKeys = new Set(delivered.map(keyOf));
  const { placed, unplaced } = placeDelivered(stream, delivered);
  const slices = hasStarts(placed) ? splitByRequest(placed) : groupByRequestId(placed);

  return [...slices, ...groupByRequestId(unplaced)].filter((slice) =>
    slice.records.some((record) => deliveredKeys.has(keyOf(record))),
  );
}

/**
 * A delivered record that is not in the log stream yet has no position. It can be placed only if
 * Lambda has named its request.
 */
function placeDelivered({ records }: Stream, delivered: LogRecord[]) {
  const keys = new Set(records.map(keyOf));
  const absent = delivered.filter((record) => !keys.has(keyOf(record)));
  const named = new Set(
    records.filter(({ source }) => source === 'lambda').flatMap(({ requestIds }) => requestIds),
  );
  const isNamed = ({ requestIds }: LogRecord) => requestIds.some((id) => named.has(id));

  return {
    placed: [...records, ...absent.filter(isNamed)],
    unplaced: absent.filter((record) => !isNamed(record)),
    isAllThere: absent.length === 0,
  };
}

function keyOf({ timestamp, message }: LogRecord): string {
  return `${timestamp} ${message}`;
}

/**
 * `final`: no look would change it. `reported`: Lambda has reported every request, and one of them
 * failed.
 */
function completeness(stream: Stream, delivered: LogRecord[]): 'final' | 'reported' | 'waiting' {
  if (!stream.exists || stream.isCut) {
    return 'final';
  }
  if (!placeDelivered(stream, delivered).isAllThere) {
    return 'waiting';
  }
  if (!hasStarts(stream.records)) {
    return 'final';
  }
  const reports = slicesOf(stream, delivered).map(({ records }) => records.find(isReport));
  if (reports.includes(undefined)) {
    return 'waiting';
  }
  return reports.every((report) => report?.fields.status === 'success') ? 'final' : 'reported';
}

function toRequestLog(
  slice: Slice,
  stream: Stream,
  delivered: LogRecord[],
  problem: unknown,
): RequestLog {
  const deliveredKeys = new Set(delivered.map(keyOf));
  const firstDelivered = slice.records.find((record) => deliveredKeys.has(keyOf(record)));
  const { outcome, reason } = outcomeOf(slice, stream, problem);
  return {
    requestId: slice.requestId,
    startedAt: slice.startedAt ?? firstDelivered?.timestamp ?? 0,
    outcome,
    reason,
    ...fitRecords(slice.records.map(toStoredRecord)),
  };
}

function outcomeOf(
  slice: Slice,
  stream: Stream,
  problem: unknown,
): Pick<RequestLog, 'outcome' | 'reason'> {
  if (!stream.exists) {
    return { outcome: 'missing', reason: 'The log stream does not exist any more.' };
  }
  if (stream.records.length === 0) {
    const reason = problem === undefined ? 'The log stream was still empty.' : String(problem);
    return { outcome: 'missing', reason };
  }
  if (!hasStarts(stream.records)) {
    return { outcome: 'partial', reason: whyNoStarts(stream) };
  }
  if (slice.overlaps) {
    return { outcome: 'partial', reason: OVERLAP_REASON };
  }
  if (slice.records.some(isReport)) {
    return { outcome: 'found', reason: undefined };
  }
  if (stream.isCut) {
    return { outcome: 'partial', reason: `The log is longer than ${MAX_PAGES} pages.` };
  }
  const reason = "Lambda's report of the request was not in the log by the deadline.";
  return { outcome: 'partial', reason: problem === undefined ? reason : `${reason} ${problem}` };
}

const OVERLAP_REASON =
  'Requests overlap in this log stream, as on Lambda Managed Instances. ' +
  'Lines without a request ID may belong to another request.';

function whyNoStarts({ records, isCut }: Stream): string {
  if (isCut) {
    return `The start of the request is not in the last ${MAX_PAGES} pages of the log.`;
  }
  if (records.some(({ message }) => /^(START|REPORT) RequestId: /.test(message))) {
    return 'The text log format is not supported. Set LoggingConfig.LogFormat to JSON.';
  }
  return "The log has no start records. Set the function's LoggingConfig.SystemLogLevel to INFO.";
}

/** Masks secrets, and cuts lines that are too long. */
function toStoredRecord(record: LogRecord): LogRecord {
  const message = redactJson(record.message);
  const clean = message === record.message ? record : readRecord({ ...record, message });
  return { ...clean, message: shorten(clean.message, MAX_LINE_CHARACTERS) };
}

/**
 * Leaves the oldest records out until the log is short enough: first what the function logged
 * beside errors.
 */
function fitRecords(records: LogRecord[]): Pick<RequestLog, 'records' | 'omitted'> {
  const isOther = ({ source, isError, message }: LogRecord) =>
    source !== 'lambda' && !isError && !message.includes('"traceHeader"');
  const isNotLast = (record: LogRecord) => record !== records.at(-1);

  const withoutOthers = dropOldest(records, isOther);
  const kept = dropOldest(withoutOthers, isNotLast);
  return { records: kept, omitted: records.length - kept.length };
}

function dropOldest(records: LogRecord[], mayDrop: (record: LogRecord) => boolean): LogRecord[] {
  let surplus = -MAX_LOG_CHARACTERS;
  for (const { message } of records) {
    surplus += message.length;
  }

  const kept: LogRecord[] = [];
  for (const record of records) {
    if (surplus > 0 && mayDrop(record)) {
      surplus -= record.message.length;
    } else {
      kept.push(record);
    }
  }
  return kept;
}
