/** The log of a failed request: its records in the log streams of the environments that served it. */
import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { isObject } from '../shared/json.ts';
import { type Delivery, isLogEvents, type LogEvent } from './envelope.ts';
import { poll, type Waiting } from './poll.ts';
import { DURING_INIT, isReport, readRecord, UNNAMED } from './records.ts';

export interface RequestLog {
  /** `found` up to Lambda's report of how each attempt ended, `partial` without, `missing` but for what was delivered. */
  outcome: 'found' | 'partial' | 'missing';
  /** Why it is not found. */
  reason?: string;
  events: StreamEvent[];
}

/** A record with its log stream, as FilterLogEvents names it. */
export type StreamEvent = LogEvent & { logStreamName: string };

export interface Logs {
  getLogEvents(request: GetLogEventsRequest): Promise<GetLogEventsResponse>;
}

/** A function runs for 15 minutes at most, and its init before that for 10 seconds. */
const LONGEST_REQUEST_MS = (15 * 60 + 10) * 1000;

/**
 * The log of every request in a delivery, by request id, and what kept CloudWatch Logs from answering. An error is
 * logged before Lambda reports how the request ended, so the stream is read until every report is there. One reading
 * serves all requests: CloudWatch Logs allows few a second.
 */
export async function gatherLogs(delivery: Delivery, logs: Logs, waiting: Waiting) {
  const { logStream, logEvents } = delivery;
  let requests = new Map<string, LogEvent[]>();
  let failure: unknown;
  try {
    await poll(waiting, async () => {
      requests = cutIntoRequests(await readAround(delivery, logs));
      return logEvents.every((event) => isReported(event, requests));
    });
  } catch (error) {
    failure = error;
  }

  const gathered = new Map<string, RequestLog>();
  for (const [requestId, delivered] of Map.groupBy(logEvents, (event) => requestIdOf(event, requests))) {
    const events = (requests.get(requestId) ?? delivered).map((event) => ({ logStreamName: logStream, ...event }));
    const outcome = requests.has(requestId) ? 'partial' : 'missing';
    const reason = failure === undefined ? `Lambda's report was not in ${logStream} by the deadline.` : String(failure);
    const isWhole = delivered.every((event) => isReported(event, requests));
    gathered.set(requestId, isWhole ? { outcome: 'found', events } : { outcome, reason, events });
  }
  // A log stream that is not there any more is an answer: no retry brings it back.
  return { gathered, failure: isObject(failure) && failure.name === 'ResourceNotFoundException' ? undefined : failure };
}

/** The stream around the delivered records, back to the report of a request that was over before the first of them. */
async function readAround({ logGroup, logStream, logEvents }: Delivery, logs: Logs): Promise<LogEvent[]> {
  const times = logEvents.map((event) => event.timestamp);
  const firstMs = Math.min(...times);
  const [startTime, endTime] = [firstMs - LONGEST_REQUEST_MS, Math.max(...times) + LONGEST_REQUEST_MS];
  const pages: LogEvent[][] = [];
  for (let nextToken: string | undefined; ; ) {
    const around = { logGroupName: logGroup, logStreamName: logStream, startTime, endTime, startFromHead: false };
    const page = await logs.getLogEvents({ ...around, ...(nextToken && { nextToken }) });
    const events = (page.events ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
    pages.unshift(events);
    // A page may be empty although others follow. At the end, the token is the one that was asked with.
    const isEnd = page.nextBackwardToken === undefined || page.nextBackwardToken === nextToken;
    if (isEnd || events.some((event) => event.timestamp < firstMs && isReport(readRecord(event)))) return pages.flat();
    nextToken = page.nextBackwardToken;
  }
}

/**
 * A stream's records by request id. A stream belongs to one environment, which serves one request after the other: a
 * record that names none belongs to the one being served, and what is written during init to the one that comes next
 * (until it comes, that is kept under DURING_INIT).
 */
export function cutIntoRequests(events: LogEvent[]): Map<string, LogEvent[]> {
  const requests = new Map<string, LogEvent[]>();
  const add = (requestId: string, ...records: LogEvent[]) => {
    requests.get(requestId)?.push(...records) ?? requests.set(requestId, records);
  };
  let served = UNNAMED;
  for (const event of events) {
    const { requestId, level, type } = readRecord(event);
    // Text may name a request that is over: Lambda's notice of a crash comes before or after its report.
    if (requestId !== UNNAMED && (level ?? type) !== undefined) served = requestId;
    if (served !== DURING_INIT) {
      add(served, ...(requests.get(DURING_INIT) ?? []));
      requests.delete(DURING_INIT);
    }
    add(requestId === UNNAMED ? served : requestId, event);
  }
  requests.delete(UNNAMED);
  return requests;
}

function isReported(event: LogEvent, requests: Map<string, LogEvent[]>): boolean {
  const records = requests.get(requestIdOf(event, requests)) ?? [];
  return records.some((record) => record.timestamp >= event.timestamp && isReport(readRecord(record)));
}

/** An error during init names no request: it belongs to the one among whose records it stands. */
function requestIdOf(event: LogEvent, requests: Map<string, LogEvent[]>): string {
  const { requestId } = readRecord(event);
  if (requestId !== DURING_INIT) return requestId;
  const isIt = ({ timestamp, message }: LogEvent) => timestamp === event.timestamp && message === event.message;
  return [...requests].find(([, events]) => events.some(isIt))?.[0] ?? DURING_INIT;
}

/** What two readings tell together: the later one may know of another attempt, or may have come too late for the log. */
export function mergeLogs(stored: RequestLog | undefined, read: RequestLog): RequestLog {
  const keyOf = ({ logStreamName, timestamp, message }: StreamEvent) => `${logStreamName} ${timestamp} ${message}`;
  const known = Map.groupBy(stored?.events ?? [], keyOf);
  const news = read.events.filter((event) => known.get(keyOf(event))?.pop() === undefined);
  if (stored?.outcome === 'found' && news.length === 0) return stored;
  if (stored === undefined || stored.events.length + news.length === read.events.length) return read;
  const events = [...stored.events, ...news].sort((a, b) => a.timestamp - b.timestamp);
  const worse = stored.outcome === 'found' ? read : stored;
  return { ...worse, events };
}

export function isRequestLog(value: unknown): value is RequestLog {
  return isObject(value) && typeof value.outcome === 'string' && isLogEvents(value.events);
}
