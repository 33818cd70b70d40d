/** The log of a failed request: its records in the streams of the environments that served it. */
import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { asObject, isObject } from '../shared/json.ts';
import { type Delivery, isLogEvents, type LogEvent } from './envelope.ts';
import { poll, type Waiting } from './poll.ts';
import { DURING_INIT, isReport, readRecord, UNNAMED } from './records.ts';

export interface RequestLog {
  /** `found`, up to Lambda's report of each attempt; `partial`, without one; `missing`, but for what was delivered. */
  outcome: 'found' | 'partial' | 'missing';
  /** Why it is not found. */
  reason?: string;
  /** How many records were left out, from the middle, because together they were too long to be stored. */
  omitted?: number;
  events: StreamEvent[];
}

/** As FilterLogEvents names it. */
export type StreamEvent = LogEvent & { logStreamName: string };

export interface Logs {
  getLogEvents(request: GetLogEventsRequest): Promise<GetLogEventsResponse>;
}

/** A function runs for 15 minutes at most, after an init of 10 seconds at most. */
const LONGEST_REQUEST_MS = (15 * 60 + 10) * 1000;
/** A page holds up to 10,000 records: enough for what an environment can write in half an hour, but for a flood. */
const MAX_PAGES = 50;

/**
 * The log of each request in a delivery, by request id, and what kept CloudWatch Logs from answering. An error is
 * logged before Lambda reports how the request ended, so the stream is read until each report is there. One reading of
 * the stream serves all requests: CloudWatch Logs allows few a second.
 */
export async function gatherLogs(delivery: Delivery, logs: Logs, waiting: Waiting) {
  const { logEvents, logStream } = delivery;
  let requests = new Map<string, LogEvent[]>();
  const isReported = (event: LogEvent) =>
    requests
      .get(ownerOf(event, requests))
      ?.some((other) => other.timestamp >= event.timestamp && isReport(readRecord(other)));
  const read = async () => {
    requests = cutIntoRequests(await readAround(delivery, logs));
    return logEvents.every(isReported);
  };
  const failure = logEvents.length === 0 ? undefined : await poll(waiting, read);

  const gathered = new Map<string, RequestLog>();
  for (const [requestId, delivered] of Map.groupBy(logEvents, (event) => ownerOf(event, requests))) {
    const records = requests.get(requestId);
    const events = (records ?? delivered).map((event) => ({ logStreamName: logStream, ...event }));
    const reason = failure === undefined ? `No report by Lambda was in ${logStream} by the deadline.` : String(failure);
    if (delivered.every(isReported)) gathered.set(requestId, { outcome: 'found', events });
    else gathered.set(requestId, { outcome: records === undefined ? 'missing' : 'partial', reason, events });
  }
  // That the log stream is gone is an answer: no retry brings it back.
  return { gathered, failure: asObject(failure).name === 'ResourceNotFoundException' ? undefined : failure };
}

/** The stream around the delivered records, back to the report of a request that was over before the first of them. */
async function readAround({ logGroup, logStream, logEvents }: Delivery, logs: Logs): Promise<LogEvent[]> {
  const firstMs = Math.min(...logEvents.map((event) => event.timestamp));
  const lastMs = Math.max(...logEvents.map((event) => event.timestamp));
  const range = { startTime: firstMs - LONGEST_REQUEST_MS, endTime: lastMs + LONGEST_REQUEST_MS, startFromHead: false };
  const pages: LogEvent[][] = [];
  for (let token: string | undefined; pages.length < MAX_PAGES; ) {
    const from = { logGroupName: logGroup, logStreamName: logStream, ...(token && { nextToken: token }) };
    const page = await logs.getLogEvents({ ...from, ...range });
    const events = (page.events ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
    pages.unshift(events);
    if (events.some((event) => event.timestamp < firstMs && isReport(readRecord(event)))) break;
    // A page may be empty although others follow. At the end, the token is the one that was asked with.
    if (page.nextBackwardToken === undefined || page.nextBackwardToken === token) break;
    token = page.nextBackwardToken;
  }
  return pages.flat();
}

/**
 * A stream's records by request id. Its environment serves one request after the other: a record that names none belongs
 * to the one being served, and what is written during init to the next (and until there is one, to DURING_INIT).
 */
export function cutIntoRequests(events: LogEvent[]): Map<string, LogEvent[]> {
  const requests = new Map<string, LogEvent[]>();
  const recordsOf = (requestId: string) => requests.get(requestId) ?? requests.set(requestId, []).get(requestId) ?? [];
  let served = UNNAMED;
  for (const event of events) {
    const { requestId, level, type } = readRecord(event);
    // Text may name a request that is over: Lambda's notice of a crash comes before or after its report.
    if (requestId !== UNNAMED && (level ?? type) !== undefined) served = requestId;
    if (served !== DURING_INIT && requests.has(DURING_INIT)) {
      recordsOf(served).push(...recordsOf(DURING_INIT));
      requests.delete(DURING_INIT);
    }
    recordsOf(requestId === UNNAMED ? served : requestId).push(event);
  }
  requests.delete(UNNAMED);
  return requests;
}

/** The request that a record belongs to. One from init names none: it is the one among whose records it stands. */
function ownerOf(event: LogEvent, requests: Map<string, LogEvent[]>): string {
  const { requestId } = readRecord(event);
  const isIt = ({ timestamp, message }: LogEvent) => timestamp === event.timestamp && message === event.message;
  const owner = requestId === DURING_INIT && [...requests].find(([, records]) => records.some(isIt));
  return owner ? owner[0] : requestId;
}

/** What two readings tell together: one may know of another attempt, or may have come too late for the log. */
export function mergeLogs(stored: RequestLog | undefined, read: RequestLog): RequestLog {
  const keyOf = ({ logStreamName, timestamp, message }: StreamEvent) => `${logStreamName} ${timestamp} ${message}`;
  const known = Map.groupBy(stored?.events ?? [], keyOf);
  const news = read.events.filter((event) => known.get(keyOf(event))?.pop() === undefined);
  if (stored?.outcome === 'found' && news.length === 0) return stored;
  if (stored === undefined || stored.events.length + news.length === read.events.length) return read;
  const worse = stored.outcome === 'found' ? read : stored;
  return { ...worse, events: [...stored.events, ...news].sort((a, b) => a.timestamp - b.timestamp) };
}

/** Leaves out what follows the beginning of a log that is too long, and keeps the end, where the failure is. */
export function shorten(log: RequestLog, maxBytes: number): RequestLog {
  const sizes = log.events.map(({ message }) => Buffer.byteLength(message));
  let surplus = sizes.reduce((sum, size) => sum + size, 0) - maxBytes;
  let end = BEGINNING;
  for (; surplus > 0 && end < sizes.length - 1; end++) surplus -= sizes[end] ?? 0;
  if (end === BEGINNING) return log;
  return { ...log, omitted: end - BEGINNING, events: log.events.toSpliced(BEGINNING, end - BEGINNING) };
}

/** The first records of a request, which say where its trace is. */
const BEGINNING = 10;

export const isRequestLog = (value: unknown): value is RequestLog =>
  isObject(value) && typeof value.outcome === 'string' && isLogEvents(value.events);
