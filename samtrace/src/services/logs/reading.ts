import { behind, comparePositions, indexFrom, type Position, type StoredEvent, startOf } from './event-order.ts';
import { type LogGroup, type LogStream, sizeOf } from './log-store.ts';

/** A page of GetLogEvents and FilterLogEvents holds this much at most. */
const MAX_PAGE_BYTES = 1024 * 1024;
export const MAX_PAGE_EVENTS = 10_000;
/**
 * The number of events that FilterLogEvents reads for one page. As on AWS, a page can be empty and have a
 * token; here it also bounds how long one call holds up the others.
 */
const MAX_SCANNED_EVENTS = 10_000;

export interface FilterQuery {
  readonly inStream: (streamName: string) => boolean;
  readonly matches: (message: string) => boolean;
  /** Both inclusive, epoch milliseconds. */
  readonly startTime: number;
  readonly endTime: number;
}

/** Where the next page begins, and in which direction it goes. */
export interface Cursor {
  readonly position: Position;
  readonly forward: boolean;
}

export interface FilterPage {
  readonly events: StoredEvent[];
  /** Absent on the last page. */
  readonly next?: Cursor;
}

/** One page of a group's matching events in the cursor's direction; without a cursor from the oldest on. */
export function filterEvents(group: LogGroup, query: FilterQuery, limit: number, cursor?: Cursor): FilterPage {
  const forward = cursor?.forward ?? true;
  const from = indexFrom(group.events, later(startOf(query.startTime), forward ? cursor?.position : undefined));
  const to = indexFrom(group.events, earlier(startOf(query.endTime + 1), forward ? undefined : cursor?.position));
  const found: StoredEvent[] = [];
  let bytes = 0;
  for (let step = 0; step < to - from; step += 1) {
    const event = group.events[forward ? from + step : to - 1 - step];
    if (event === undefined) break;
    const fits = query.inStream(event.logStreamName) && query.matches(event.message);
    if (fits) bytes += sizeOf(event);
    const full = found.length >= limit || step >= MAX_SCANNED_EVENTS || (bytes > MAX_PAGE_BYTES && found.length > 0);
    if (full) return { events: found, next: { position: forward ? event : behind(event), forward } };
    if (fits) found.push(event);
  }
  return { events: found };
}

export interface GetQuery {
  /** Inclusive, epoch milliseconds. */
  readonly startTime: number;
  /** Exclusive. */
  readonly endTime: number;
  readonly limit: number;
}

export interface GetPage {
  /** Oldest first, in both directions. */
  readonly events: StoredEvent[];
  /** The page's range of positions. The next page forward begins at `end`, the next page backward ends at `start`. */
  readonly start: Position;
  readonly end: Position;
}

/**
 * One page of a stream: forward from the cursor on, backward up to it. Without a position a forward page begins with
 * the oldest event and a backward page ends with the newest.
 */
export function getEvents(stream: LogStream, query: GetQuery, forward: boolean, position?: Position): GetPage {
  const { events } = stream;
  const from = indexFrom(events, later(startOf(query.startTime), forward ? position : undefined));
  const to = Math.max(from, indexFrom(events, earlier(startOf(query.endTime), forward ? undefined : position)));
  const count = fitting(events, from, to, forward, query.limit);
  const page = forward ? events.slice(from, from + count) : events.slice(to - count, to);
  const first = page[0];
  const last = page.at(-1);
  if (first !== undefined && last !== undefined) return { events: page, start: first, end: behind(last) };
  const here = position ?? events[to] ?? behind(events.at(-1) ?? startOf(0));
  return { events: page, start: here, end: here };
}

/** The number of events between two indexes that fit into a page, from the end of the direction. At least one. */
function fitting(events: readonly StoredEvent[], from: number, to: number, forward: boolean, limit: number): number {
  let bytes = 0;
  let count = 0;
  while (count < to - from && count < limit) {
    const event = events[forward ? from + count : to - 1 - count];
    if (event === undefined) break;
    bytes += sizeOf(event);
    if (bytes > MAX_PAGE_BYTES && count > 0) break;
    count += 1;
  }
  return count;
}

function later(a: Position, b: Position | undefined): Position {
  return b !== undefined && comparePositions(b, a) > 0 ? b : a;
}

function earlier(a: Position, b: Position | undefined): Position {
  return b !== undefined && comparePositions(b, a) < 0 ? b : a;
}
