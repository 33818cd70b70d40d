/** The log of a failed request: its records in the streams of the environments that served it. */
import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { asObject, type JsonObject } from '../shared/json.ts';
import { type Delivery, isLogEvents, type LogEvent } from './envelope.ts';
import { poll, type Waiting } from './poll.ts';
import { DURING_INIT, isReport, readRecord, UNNAMED } from './records.ts';

/** A record with its log stream, as FilterLogEvents names it. */
export type StreamEvent = LogEvent & { logStreamName: string };
export type Logs = { getLogEvents(request: GetLogEventsRequest): Promise<GetLogEventsResponse> };
export interface RequestLog {
  /** `found`, up to Lambda's report of each attempt; `partial`, without one; `missing`, but for what was delivered. */
  outcome: 'found' | 'partial' | 'missing';
  reason?: string;
  omitted?: number; // How many records were left out, because together they were too long.
  events: StreamEvent[];
}
const LONGEST_REQUEST_MS = (15 * 60 + 10) * 1000; // The longest timeout, after the longest init.
const MAX_PAGES = 50; // Of 1 MB, or 10,000 records.
const BEGINNING = 10; // So many records, the first of a request, tell where its trace is.

/** The log of each request in a delivery, and what kept CloudWatch Logs from answering. One reading serves all requests. */
export async function gatherLogs(delivery: Delivery, logs: Logs, waiting: Waiting) {
  const { logEvents, logStream } = delivery;
  let requests = new Map<string, LogEvent[]>();
  const isReported = (event: LogEvent) => {
    const records = requests.get(ownerOf(event, requests)) ?? [];
    return records.some((record) => record.timestamp >= event.timestamp && isReport(readRecord(record)));
  };
  const failure = await poll(waiting, async () => {
    if (logEvents.length > 0) requests = cutIntoRequests(await readAround(delivery, logs));
    return logEvents.every(isReported);
  });
  const gathered = new Map<string, RequestLog>();
  for (const [requestId, delivered] of Map.groupBy(logEvents, (event) => ownerOf(event, requests))) {
    const records = requests.get(requestId);
    const events = (records ?? delivered).map((event) => ({ logStreamName: logStream, ...event }));
    const reason = String(failure ?? `Lambda's report was not in ${logStream} by the deadline.`);
    if (delivered.every(isReported)) gathered.set(requestId, { outcome: 'found', events });
    else gathered.set(requestId, { outcome: records ? 'partial' : 'missing', reason, events });
  }
  // That the log stream is gone is an answer: no retry brings it back.
  return { gathered, failure: asObject(failure).name === 'ResourceNotFoundException' ? undefined : failure };
}

/** The stream around the delivered records, back to the report of a request that was over before the first of them. */
async function readAround({ logGroup, logStream, logEvents }: Delivery, logs: Logs): Promise<LogEvent[]> {
  const times = logEvents.map((event) => event.timestamp);
  const firstMs = Math.min(...times);
  const range = { startTime: firstMs - LONGEST_REQUEST_MS, endTime: Math.max(...times) + LONGEST_REQUEST_MS };
  const query = { logGroupName: logGroup, logStreamName: logStream, ...range, startFromHead: false };
  const pages: LogEvent[][] = [];
  for (let token: string | undefined; pages.length < MAX_PAGES; ) {
    const page = await logs.getLogEvents({ ...query, ...(token && { nextToken: token }) });
    const events = (page.events ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
    pages.unshift(events);
    const isBack = events.some((event) => event.timestamp < firstMs && isReport(readRecord(event)));
    // A page may be empty although others follow. At the end, the token is the one that was asked with.
    if (isBack || page.nextBackwardToken === undefined || page.nextBackwardToken === token) break;
    token = page.nextBackwardToken;
  }
  return pages.flat();
}

/** A stream's records by request id. An environment serves one request after the other: what names none belongs to the
 * one being served, and what is written during init to the next (until there is one, to DURING_INIT). */
export function cutIntoRequests(events: LogEvent[]): Map<string, LogEvent[]> {
  let served = UNNAMED;
  const owners = events.map((event) => {
    const { requestId, level, type } = readRecord(event);
    // Text may name a request that is over: Lambda's notice of a crash comes before or after its report.
    if (requestId !== UNNAMED && (level ?? type) !== undefined) served = requestId;
    return { owner: requestId === UNNAMED ? served : requestId, served };
  });
  let next = DURING_INIT;
  for (const each of owners.toReversed()) {
    if (each.owner === DURING_INIT) each.owner = next;
    else if (each.owner === each.served) next = each.owner;
  }
  const requests = Map.groupBy(events, (_, index) => owners[index]?.owner ?? UNNAMED);
  requests.delete(UNNAMED);
  return requests;
}

/** The request that a record belongs to. One from init names none: it is the one among whose records it stands. */
function ownerOf({ timestamp, message }: LogEvent, requests: Map<string, LogEvent[]>): string {
  const { requestId } = readRecord({ timestamp, message });
  const isOwner = (records: LogEvent[]) => records.some((e) => e.timestamp === timestamp && e.message === message);
  return (requestId === DURING_INIT && [...requests].find(([, records]) => isOwner(records))?.[0]) || requestId;
}

/** What two readings tell together: one may know of another attempt, or may have come too late for the log. */
export function mergeLogs(stored: RequestLog | undefined, read: RequestLog): RequestLog {
  const keyOf = ({ logStreamName, timestamp, message }: StreamEvent) => `${logStreamName} ${timestamp} ${message}`;
  const known = Map.groupBy(stored?.events ?? [], keyOf);
  const news = read.events.filter((event) => known.get(keyOf(event))?.pop() === undefined);
  if (stored?.outcome === 'found' && news.length === 0) return stored;
  if (stored === undefined || stored.events.length + news.length === read.events.length) return read;
  const events = [...stored.events, ...news].sort((a, b) => a.timestamp - b.timestamp);
  return { ...(stored.outcome === 'found' ? read : stored), events };
}

/** Leaves records out, after the beginning, until a log is short enough. The end is where the failure is. */
export function shorten(log: RequestLog, maxBytes: number): RequestLog {
  let surplus = log.events.reduce((bytes, { message }) => bytes + Buffer.byteLength(message), -maxBytes);
  const rest = log.events.slice(BEGINNING);
  while (surplus > 0 && rest.length > 1) surplus -= Buffer.byteLength(rest.shift()?.message ?? '');
  const omitted = log.events.length - BEGINNING - rest.length;
  return omitted > 0 ? { ...log, omitted, events: [...log.events.slice(0, BEGINNING), ...rest] } : log;
}
export const isRequestLog = (value: JsonObject): value is JsonObject & RequestLog =>
  typeof value.outcome === 'string' && isLogEvents(value.events);
