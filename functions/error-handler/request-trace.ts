/** Reads the trace of each failed request, and waits until it is complete. */
import type { JsonObject } from '../shared/json.ts';
import { type Clock, poll } from './clock.ts';
import type { Deadlines } from './deadlines.ts';
import { type ExpectedTrace, readExpectedTrace } from './expected-trace.ts';
import { redactJson } from './redact.ts';
import type { RequestLog } from './request-log.ts';
import { findGap } from './trace-gaps.ts';

/** The trace of one request. Secrets in it are masked. */
export interface RequestTrace {
  /**
   * `found`: everything that belongs to this attempt. `partial`: some of it. `unsampled`: X-Ray was
   * told not to keep the trace. `missing`: X-Ray had none of it by the deadline.
   */
  outcome: 'found' | 'partial' | 'unsampled' | 'missing';

  /** Why the trace is not there, or what is missing in it. */
  reason: string | undefined;

  traceId: string | undefined;

  /** X-Ray's segment documents. Their times are epoch seconds. */
  segments: JsonObject[];
}

/** Segment documents by trace ID. */
export type Documents = Map<string, JsonObject[]>;

/**
 * What the error handler needs from X-Ray. All times are epoch milliseconds. At `stopAtMs`, a read
 * that has not ended fails.
 */
export interface TraceReader {
  /**
   * Whether the account keeps traces in CloudWatch Logs. Then `getTraces` finds only a few of them.
   */
  usesTransactionSearch(): Promise<boolean>;

  getTraces(traceIds: string[], stopAtMs: number): Promise<Documents>;

  /** Finds traces in an account with Transaction Search. */
  retrieveTraces(
    traceIds: string[],
    range: { fromMs: number; toMs: number },
    stopAtMs: number,
  ): Promise<Documents>;

  /** Searches for the ID of the trace with this annotation `request_id`. */
  searchTraceId(requestId: string, aroundMs: number, stopAtMs: number): Promise<string | undefined>;
}

/** The log and the trace of one failed attempt. */
export interface Evidence {
  log: RequestLog;

  trace: RequestTrace;
}

/** A request whose trace is looked for. */
interface Search extends Evidence {
  expected: ExpectedTrace;

  /** What was missing in the last look. */
  lastGap: string | undefined;

  /** How often X-Ray was searched for the ID of the trace. */
  idSearches: number;

  /** Whether Transaction Search was asked for the trace. */
  wasRetrieved: boolean;
}

/** A search is a separate call for each request, and X-Ray allows only a few per second. */
const MAX_SEARCHES_PER_LOOK = 20;

const QUARTER_HOUR_MS = 15 * 60 * 1000;

const NOT_IN_X_RAY = 'X-Ray did not have the trace by the deadline.';

/**
 * Reads the traces of all logs at once.
 *
 * @returns Each log with its trace, and the error if X-Ray could not be read
 */
export async function readRequestTraces(
  logs: RequestLog[],
  reader: TraceReader,
  clock: Clock,
  deadlines: Deadlines,
): Promise<{ evidence: Evidence[]; problem: unknown }> {
  const searches = logs.map(beginSearch);
  const lookOnce = () => look(searches, reader, deadlines.stopReadingAtMs);
  const { problem } = await poll(clock, deadlines.waitUntilMs, lookOnce, (open) => open === 0);

  if (problem !== undefined) {
    for (const { trace } of searches.filter(isPending)) {
      trace.reason = trace.outcome === 'missing' ? String(problem) : trace.reason;
    }
  }
  return { evidence: searches.map(({ log, trace }) => ({ log, trace })), problem };
}

function beginSearch(log: RequestLog): Search {
  const expected = readExpectedTrace(log);
  const { traceId, requestId, isUnsampled } = expected;
  let reason = NOT_IN_X_RAY;
  if (isUnsampled) {
    reason = 'The trace header says Sampled=0.';
  } else if (requestId === '') {
    reason = 'The log does not name a request.';
  } else if (traceId === undefined) {
    reason = 'The log does not name the trace, and there was no time left to search for it.';
  }
  const outcome = isUnsampled ? 'unsampled' : 'missing';
  const trace: RequestTrace = { outcome, reason, traceId, segments: [] };
  return { log, trace, expected, lastGap: undefined, idSearches: 0, wasRetrieved: false };
}

/** Without a request ID, there is nothing to look for. An unsampled trace is not waited for. */
function isPending({ trace, expected }: Search): boolean {
  const isOpen = trace.outcome === 'missing' || trace.outcome === 'partial';
  return isOpen && !expected.isUnsampled && expected.requestId !== '';
}

/** Looks for all traces, notes what it finds, and returns how many are not complete yet. */
async function look(all: Search[], reader: TraceReader, stopAtMs: number): Promise<number> {
  const pending = all.filter(isPending);
  const searchProblem = await searchTraceIds(pending, reader, stopAtMs);
  const found = await reader.getTraces(traceIdsOf(pending), stopAtMs);
  judgeAll(pending, found);

  // With Transaction Search, unsampled traces may exist, too. Each is retrieved once.
  const unsampled = all.filter(
    ({ expected, wasRetrieved }) => expected.isUnsampled && !wasRetrieved,
  );
  const wanted = [...pending, ...unsampled].filter(
    ({ trace }) => trace.traceId !== undefined && !found.has(trace.traceId),
  );
  await retrieve(wanted, reader, stopAtMs);
  for (const search of unsampled) {
    search.wasRetrieved = true;
  }
  if (searchProblem !== undefined) {
    throw searchProblem;
  }
  return all.filter(isPending).length;
}

/** Looks for traces that X-Ray itself does not have, if the account uses Transaction Search. */
async function retrieve(searches: Search[], reader: TraceReader, stopAtMs: number): Promise<void> {
  if (searches.length === 0 || !(await reader.usesTransactionSearch())) {
    return;
  }
  const traceIds = traceIdsOf(searches);
  judgeAll(searches, await reader.retrieveTraces(traceIds, rangeOf(searches), stopAtMs));

  for (const { trace } of searches.filter(({ trace }) => trace.outcome === 'missing')) {
    trace.reason =
      'The trace may still appear: with CloudWatch Transaction Search, it can take five minutes.';
  }
}

/**
 * Looks for the traces that no log names. Returns the error of a failed search and does not throw
 * it, because the other traces can still be read.
 */
async function searchTraceIds(
  searches: Search[],
  reader: TraceReader,
  stopAtMs: number,
): Promise<unknown> {
  const nameless = searches.filter(({ trace }) => trace.traceId === undefined);
  // Those that were searched for least come first, so that every request has its turn.
  const next = nameless.sort((a, b) => a.idSearches - b.idSearches).slice(0, MAX_SEARCHES_PER_LOOK);
  try {
    for (const search of next) {
      search.idSearches++;
      const { requestId, startedAt } = search.expected;
      const traceId = await reader.searchTraceId(requestId, startedAt, stopAtMs);
      search.trace.traceId = traceId;
      search.trace.reason =
        traceId === undefined
          ? 'The log does not name the trace, and X-Ray has none with this annotation request_id.'
          : NOT_IN_X_RAY;
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

function traceIdsOf(searches: Search[]): string[] {
  const ids = searches.map(({ trace }) => trace.traceId).filter((id) => id !== undefined);
  return [...new Set(ids)];
}

function rangeOf(searches: Search[]): { fromMs: number; toMs: number } {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = 0;
  for (const { expected } of searches) {
    fromMs = Math.min(fromMs, expected.startedAt - QUARTER_HOUR_MS);
    toMs = Math.max(toMs, expected.endedAt + QUARTER_HOUR_MS);
  }
  return { fromMs, toMs };
}

function judgeAll(searches: Search[], documents: Documents): void {
  for (const search of searches) {
    const segments = documents.get(search.trace.traceId ?? '');
    if (segments !== undefined) {
      judge(search, segments);
    }
  }
}

function judge(search: Search, segments: JsonObject[]): void {
  const gap = findGap(segments, search.expected);
  const isFinal = gap === undefined || (gap.mayStay && gap.reason === search.lastGap);
  search.lastGap = gap?.reason;
  search.trace = {
    outcome: isFinal ? 'found' : 'partial',
    reason: gap?.reason,
    traceId: search.trace.traceId,
    segments: redactJson(segments),
  };
}
