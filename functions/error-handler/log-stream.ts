/** Reads a part of a log stream. */
import type { Clock } from './clock.ts';
import type { Deadlines } from './deadlines.ts';
import type { Delivery } from './delivery.ts';
import { type LogEvent, type LogRecord, readRecord } from './log-record.ts';

/** What the error handler needs from CloudWatch Logs. */
export interface LogReader {
  /** Returns undefined if the log stream does not exist. */
  readPage(query: LogQuery): Promise<LogPage | undefined>;
}

/** Times are epoch milliseconds. */
export interface LogQuery {
  logGroup: string;

  logStream: string;

  fromMs: number;

  toMs: number;

  /** From an earlier page; undefined for the newest one. */
  token: string | undefined;
}

/** Records that have not been read yet, oldest first. */
export interface LogPage {
  events: LogEvent[];

  /** For the next older page; undefined if there is none. */
  olderToken: string | undefined;
}

/** The part of a log stream around the delivered records. */
export interface LogStream {
  records: LogRecord[];

  /** Whether reading stopped before it came to the start of the first request. */
  isCut: boolean;

  exists: boolean;
}

/** The longest timeout of a function, after the longest init. */
const LONGEST_REQUEST_MS = (15 * 60 + 10) * 1000;

/** A page has up to 1 MB or 10,000 records. */
export const MAX_PAGES = 20;

/**
 * Reads backwards, from the newest record that can belong to a delivered record's request to the
 * start of the first one.
 */
export async function readStream(
  { logGroup, logStream, events }: Delivery,
  reader: LogReader,
  clock: Clock,
  deadlines: Deadlines,
): Promise<LogStream> {
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
    if (token === undefined || beginsBefore(firstMs, pages)) {
      return { records: pages.flat(), isCut: false, exists: true };
    }
    if (clock.now() >= deadlines.stopReadingAtMs) {
      throw new Error('There was no time left to read more of the log.');
    }
  } while (pages.length < MAX_PAGES);
  return { records: pages.flat(), isCut: true, exists: true };
}

/**
 * Whether the request at this time, and the init before it, begin in these pages: there are two
 * starts before, the request's own and that of the request before it.
 */
function beginsBefore(ms: number, pages: LogRecord[][]): boolean {
  const isEarlierStart = ({ type, timestamp }: LogRecord) =>
    type === 'platform.start' && timestamp <= ms;
  return pages.flat().filter(isEarlierStart).length >= 2;
}
