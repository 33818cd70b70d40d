import { type Deadline, lookUntil } from './deadline.ts';
import type { LogBatch, LogEvent } from './envelope.ts';
import { DURING_INIT, isReport, readRecord } from './records.ts';
import { cutIntoRequests, type RequestLog, type StreamEvent } from './request-log.ts';

/** CloudWatch Logs: a log stream, page by page. */
export interface LogPages {
  /** Throws a {@link StreamGoneError} when the stream, or its group, is not there. */
  readPage(query: PageQuery): Promise<LogPage>;
}

/** Nothing to wait for, and no retry helps: the log stream was deleted, or has expired. */
export class StreamGoneError extends Error {
  override readonly name = 'StreamGoneError';
}

export interface PageQuery {
  readonly logGroup: string;
  readonly logStream: string;
  readonly direction: 'forward' | 'backward';
  /** Epoch milliseconds, included. */
  readonly fromMs: number;
  /** Epoch milliseconds, excluded. */
  readonly beforeMs?: number;
  readonly token?: string;
}

export interface LogPage {
  /** Oldest first, whatever the direction. May be empty although other pages follow. */
  readonly events: readonly LogEvent[];
  /** Asks for the page that follows in the query's direction. At the end it is the token that was asked with. */
  readonly nextToken?: string;
}

/** A function runs for 15 minutes at most, after an init of at most 10 seconds. */
const LONGEST_REQUEST_MS = (15 * 60 + 10) * 1000;

/**
 * The log of every request in a delivery, by request id; and, when CloudWatch Logs refused to answer, its error. The
 * record of an error comes before Lambda's report of how the request ended, so the stream is read until all reports are
 * there. One reading serves all requests: CloudWatch Logs allows few a second.
 */
export async function gatherLogs(
  { logGroup, logStream, logEvents }: LogBatch,
  pages: LogPages,
  deadline: Deadline,
): Promise<{ logs: Map<string, RequestLog>; failure?: unknown }> {
  const stream = { logGroup, logStream };
  const firstMs = Math.min(...logEvents.map((event) => event.timestamp));
  let requests: Requests = new Map();
  const missing = (event: LogEvent) => !isReported(event, requests);
  let reason = `Lambda's report of the request was not in ${logStream} at the deadline.`;
  let unread = false;
  let failure: unknown;

  try {
    // Back to the report before the first delivered record: what is older belongs to requests that were over.
    const start = {
      ...stream,
      direction: 'backward',
      fromMs: firstMs - LONGEST_REQUEST_MS,
      beforeMs: firstMs,
    } as const;
    const before = await readPages(pages, start, (page) => page.some(isReport));
    await lookUntil(deadline, async () => {
      const since = await readPages(pages, { ...stream, direction: 'forward', fromMs: firstMs });
      requests = cutIntoRequests([...before, ...since].map((event) => ({ ...event, logStreamName: logStream })));
      return !logEvents.some(missing);
    });
  } catch (error) {
    unread = true;
    reason = `${logStream} could not be read: ${error}`;
    if (!(error instanceof StreamGoneError)) failure = error;
  }

  const logs = new Map<string, RequestLog>();
  for (const [requestId, delivered] of Map.groupBy(logEvents, (event) => requestIdOf(event, requests))) {
    const events = requests.get(requestId) ?? delivered.map((event) => ({ ...event, logStreamName: logStream }));
    const outcome = unread ? 'missing' : delivered.some(missing) ? 'partial' : 'found';
    logs.set(requestId, outcome === 'found' ? { outcome, events } : { outcome, reason, events });
  }
  return failure === undefined ? { logs } : { logs, failure };
}

type Requests = ReadonlyMap<string, readonly StreamEvent[]>;

/** All pages of a query, or those up to the one that is enough; oldest event first. */
async function readPages(
  pages: LogPages,
  query: PageQuery,
  isEnough: (events: readonly LogEvent[]) => boolean = () => false,
): Promise<LogEvent[]> {
  const read: (readonly LogEvent[])[] = [];
  let page = await pages.readPage(query);
  for (let token: string | undefined; ; token = page.nextToken) {
    read.push(page.events);
    if (page.nextToken === undefined || page.nextToken === token || isEnough(page.events)) break;
    page = await pages.readPage({ ...query, token: page.nextToken });
  }
  return (query.direction === 'backward' ? read.reverse() : read).flat();
}

function isReported(event: LogEvent, requests: Requests): boolean {
  const records = requests.get(requestIdOf(event, requests)) ?? [];
  return records.some((record) => isReport(record) && record.timestamp >= event.timestamp);
}

/** A record from init names no request: it belongs to the one among whose records it stands. */
function requestIdOf(event: LogEvent, requests: Requests): string {
  const { requestId } = readRecord(event.message);
  if (requestId !== DURING_INIT) return requestId;
  for (const [candidate, records] of requests) {
    if (records.some(({ timestamp, message }) => timestamp === event.timestamp && message === event.message)) {
      return candidate;
    }
  }
  return DURING_INIT;
}
