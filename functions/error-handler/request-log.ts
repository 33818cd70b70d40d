/** The records of one request, and where they stand in a log stream. */
import { parseObject } from '../shared/json.ts';
import { isLogEvent, type LogEvent } from './envelope.ts';
import { DURING_INIT, isReport, readRecord, UNNAMED } from './records.ts';

/** A record and its log stream, as FilterLogEvents names them. */
export interface StreamEvent extends LogEvent {
  readonly logStreamName: string;
}

/** What is known of a request's log. */
export interface RequestLog {
  /** `found` up to Lambda's report of how each attempt ended; `partial` without; `missing` but for what was delivered. */
  readonly outcome: 'found' | 'partial' | 'missing';
  /** Why it is not found. */
  readonly reason?: string;
  readonly events: readonly StreamEvent[];
}

/**
 * A stream's records by request id. A stream belongs to one environment, which serves one request after the other: a
 * record that names no request belongs to the one being served, and what is written during init to the request that
 * comes next. Until there is one, that stands under {@link DURING_INIT}. Records of a request that began before
 * `events` are only there if they name it.
 */
export function cutIntoRequests(events: readonly StreamEvent[]): Map<string, StreamEvent[]> {
  const requests = new Map<string, StreamEvent[]>();
  const recordsOf = (requestId: string): StreamEvent[] => {
    const known = requests.get(requestId) ?? [];
    requests.set(requestId, known);
    return known;
  };

  let served = UNNAMED;
  for (const event of events) {
    const { source, requestId } = readRecord(event.message);
    // A line of text can name a request that is over: Lambda's notice of a crash comes before or after its report.
    if (source !== 'text' && requestId !== UNNAMED) served = requestId;
    if (served !== DURING_INIT && requests.has(DURING_INIT)) {
      recordsOf(served).push(...recordsOf(DURING_INIT));
      requests.delete(DURING_INIT);
    }
    recordsOf(requestId === UNNAMED ? served : requestId).push(event);
  }
  requests.delete(UNNAMED);
  return requests;
}

/** A request's records by attempt, oldest first. Lambda tries an asynchronous request again under the same id. */
export function cutIntoAttempts(events: readonly StreamEvent[]): StreamEvent[][] {
  const streams = Map.groupBy(events, (event) => event.logStreamName);
  const attempts = [...streams.values()].flatMap((stream) => {
    const cut: StreamEvent[][] = [[]];
    for (const event of stream) {
      if (cut.at(-1)?.some(isReport) && isBeginning(event)) cut.push([]);
      cut.at(-1)?.push(event);
    }
    return cut;
  });
  return attempts.sort(([a], [b]) => (a?.timestamp ?? 0) - (b?.timestamp ?? 0));
}

/** What two readings of a request's log tell together: a later one may know another attempt, or may have come too late. */
export function mergeLogs(stored: RequestLog | undefined, read: RequestLog): RequestLog {
  if (stored === undefined) return read;
  const known = Map.groupBy(stored.events, keyOf);
  const news = read.events.filter((event) => known.get(keyOf(event))?.pop() === undefined);
  if (news.length === 0 && stored.outcome === 'found') return stored;
  const events = [...stored.events, ...news].sort((a, b) => a.timestamp - b.timestamp);
  if (events.length === read.events.length) return read;
  if (stored.outcome === 'found' && read.outcome === 'found') return { outcome: 'found', events };
  return { outcome: 'partial', reason: read.reason ?? stored.reason ?? '', events };
}

/** A stored log. Undefined for anything else. */
export function parseRequestLog(body: string | undefined): RequestLog | undefined {
  const { outcome, reason, events } = parseObject(body ?? '') ?? {};
  if (outcome !== 'found' && outcome !== 'partial' && outcome !== 'missing') return undefined;
  if (!Array.isArray(events) || !events.every(isStreamEvent)) return undefined;
  return { outcome, ...(typeof reason === 'string' && { reason }), events };
}

function isStreamEvent(event: unknown): event is StreamEvent {
  return isLogEvent(event) && 'logStreamName' in event && typeof event.logStreamName === 'string';
}

function isBeginning({ message }: LogEvent): boolean {
  const record = readRecord(message);
  return record.requestId === DURING_INIT || (record.source === 'platform' && record.type === 'platform.start');
}

function keyOf({ logStreamName, timestamp, message }: StreamEvent): string {
  return `${logStreamName} ${timestamp} ${message}`;
}
