/** The log of a failed request: its records in the streams of the environments that served it. */
import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { asObject, type JsonObject } from '../shared/json.ts';
import { readAttempts } from './attempts.ts';
import { type Delivery, isLogEvent, type LogEvent } from './envelope.ts';
import { poll, type Waiting } from './poll.ts';
import { DURING_INIT, isError, isReport, type LogRecord, readRecord, UNNAMED } from './records.ts';

/** A record with its log stream, as FilterLogEvents names it. */
export type StreamEvent = LogEvent & { logStreamName: string };
export type Logs = { getLogEvents(request: GetLogEventsRequest): Promise<GetLogEventsResponse> };
/** `found`, up to Lambda's report of each attempt; `partial`, without one; `missing`, but for what was delivered. */
type Outcome = 'found' | 'partial' | 'missing';
/** `omitted`: how many records were left out, because together they were too long. */
export type RequestLog = { outcome: Outcome; reason?: string | undefined; omitted?: number; events: StreamEvent[] };
const LONGEST_REQUEST_MS = (15 * 60 + 10) * 1000; // The longest timeout, after the longest init.
const MAX_PAGES = 50; // Of 1 MB, or 10,000 records.
/** The log of each request in a delivery, and what kept CloudWatch Logs from answering. One reading serves all requests. */
export async function gatherLogs(delivery: Delivery, logs: Logs, waiting: Waiting) {
  const { logEvents, logStream } = delivery;
  let [requests, reportedMs, isCut] = [new Map<string, LogEvent[]>(), new Map<string, number>(), false];
  const isReported = (event: LogEvent) => event.timestamp <= (reportedMs.get(ownerOf(event, requests)) ?? -Infinity);
  const failure = await poll(waiting, async () => {
    if (logEvents.length === 0) return true;
    const read = await readAround(delivery, logs);
    [requests, isCut] = [cutIntoRequests(read.events), read.isCut];
    const reports = read.events.map((event) => ({ ...readRecord(event), ...event })).filter(isReport);
    reportedMs = new Map(reports.map(({ requestId, timestamp }) => [requestId, timestamp])); // The last of each.
    return isCut || logEvents.every(isReported);
  });
  const problem = isCut ? `It has over ${MAX_PAGES} pages there.` : "Lambda's report was not there by the deadline.";
  const reason = `${logStream}: ${failure ?? problem}`;
  const gathered = new Map<string, RequestLog>();
  for (const [requestId, delivered] of Map.groupBy(logEvents, (event) => ownerOf(event, requests))) {
    const records = requests.get(requestId);
    const inStream = (list: LogEvent[] = []) => list.map((each) => ({ ...each, logStreamName: logStream }));
    const events = join(inStream(records), inStream(delivered));
    if (!isCut && delivered.every(isReported) && isWhole(events)) gathered.set(requestId, { outcome: 'found', events });
    else gathered.set(requestId, { outcome: records ? 'partial' : 'missing', reason, events });
  }
  // That the log stream is gone is an answer: no retry brings it back.
  return { gathered, failure: asObject(failure).name === 'ResourceNotFoundException' ? undefined : failure };
}
/** The stream around the delivered records, back to the report of a request that was over before the first of them. */
async function readAround({ logGroup, logStream, logEvents }: Delivery, logs: Logs) {
  const times = logEvents.map((event) => event.timestamp).sort((a, b) => a - b);
  const [firstMs = 0, lastMs = firstMs] = [times[0], times.at(-1)];
  const range = { startTime: firstMs - LONGEST_REQUEST_MS, endTime: lastMs + LONGEST_REQUEST_MS };
  const query = { logGroupName: logGroup, logStreamName: logStream, ...range, startFromHead: false };
  const pages: LogEvent[][] = [];
  let [token, isCut]: [string | undefined, boolean] = [undefined, true];
  while (isCut && pages.length < MAX_PAGES) {
    const page = await logs.getLogEvents({ ...query, ...(token && { nextToken: token }) });
    const events = (page.events ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
    pages.unshift(events);
    const isBack = events.some((event) => event.timestamp < firstMs && isReport(readRecord(event)));
    // A page may be empty although others follow. At the end, the token is the one that was asked with.
    isCut = !isBack && page.nextBackwardToken !== undefined && page.nextBackwardToken !== token;
    token = page.nextBackwardToken;
  }
  return { events: pages.flat(), isCut };
}
/** A stream's records by request id. An environment serves one request after the other: what names none belongs to the
 * one being served, and what is written during init to the next (until there is one, to DURING_INIT). */
export function cutIntoRequests(events: LogEvent[]): Map<string, LogEvent[]> {
  let [served, isServing] = [UNNAMED, false];
  const owners = events.map((event) => {
    const record = readRecord(event);
    const { requestId, level, type } = record;
    const isText = (level ?? type) === undefined; // It may name a request that is over: Lambda's notice of a crash.
    // A logger may leave the id out: while a request is served, that does not mean init.
    const isSilent = requestId === UNNAMED || (requestId === DURING_INIT && isServing && type === undefined);
    if (!isSilent && !isText) [served, isServing] = [requestId, requestId !== DURING_INIT && !isReport(record)];
    return { owner: isSilent ? served : requestId, isNotice: !isSilent && isText };
  });
  let next = DURING_INIT;
  for (const each of owners.toReversed()) {
    if (each.owner === DURING_INIT) each.owner = next;
    else if (!each.isNotice) next = each.owner;
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
const isWhole = (events: StreamEvent[]) => readAttempts(events).every(({ durationMs }) => durationMs !== undefined);
/** All of a log, and what else another reading has of it. */
function join(events: StreamEvent[] = [], others: StreamEvent[] = []): StreamEvent[] {
  const known = Map.groupBy(events, keyOf);
  const news = others.filter((event) => known.get(keyOf(event))?.pop() === undefined);
  return news.length === 0 ? events : [...events, ...news].sort((a, b) => a.timestamp - b.timestamp);
}
const keyOf = ({ logStreamName, timestamp, message }: StreamEvent) => `${logStreamName} ${timestamp} ${message}`;
/** What two readings tell together: one may know of another attempt, or may have come too late for the log. */
export function mergeLogs(stored: RequestLog | undefined, read: RequestLog): RequestLog {
  if (stored === undefined) return read;
  const isOld = ({ timestamp }: StreamEvent) => timestamp <= (stored.events.at(-1)?.timestamp ?? 0);
  if (stored.omitted && read.outcome === 'missing' && read.events.every(isOld)) return stored; // It had been left out.
  const [larger, other] = read.events.length < stored.events.length ? [stored, read] : [read, stored];
  const log = { ...larger, events: join(larger.events, other.events) };
  const outcomes = [stored.outcome, read.outcome];
  if (outcomes.includes('found') && isWhole(log.events)) return { ...log, outcome: 'found', reason: undefined };
  const { reason } = read.outcome === 'partial' || stored.outcome === 'found' ? read : stored;
  return { ...log, outcome: outcomes.every((each) => each === 'missing') ? 'missing' : 'partial', reason };
}
/** Leaves the oldest records out until a log is short enough; Lambda's own, the trace header and errors only in the end. */
export function shorten(log: RequestLog, maxBytes: number): RequestLog {
  let surplus = log.events.reduce((bytes, { message }) => bytes + Buffer.byteLength(message), -maxBytes);
  let { events } = log;
  const last = events.findLast((event) => isError(readRecord(event)));
  const isVital = ({ type, fields }: LogRecord) => type !== undefined || 'traceHeader' in asObject(fields.message);
  for (const isNeeded of [(record: LogRecord) => isVital(record) || isError(record), isVital])
    events = events.filter((event) => {
      const isKept = surplus <= 0 || event === last || isNeeded(readRecord(event));
      if (!isKept) surplus -= Buffer.byteLength(event.message);
      return isKept;
    });
  const omitted = (log.omitted ?? 0) + log.events.length - events.length;
  return omitted > 0 ? { ...log, omitted, events } : log;
}
export const isRequestLog = (value: JsonObject): value is JsonObject & RequestLog =>
  typeof value.outcome === 'string' && Array.isArray(value.events) && value.events.every(isLogEvent);
