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
   * told not to keep the trace. `missing`: nothing was there by the deadline.
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

/** What the error handler needs from X-Ray. All times are epoch milliseconds. */
export interface TraceReader {
  /**
   * Whether the account keeps traces in CloudWatch Logs. Then `getTraces` finds only a few of them.
   */
  usesTransactionSearch(): Promise<boolean>;

  getTraces(traceIds: string[], stopAtMs: number): Promise<Documents>;

  /** Finds traces in an account with Transaction Search. */
  retrieveTraces(traceIds: string[], query: RetrievalQuery): Promise<Documents>;

  /** Searches for the ID of a trace with this annotation `request_id`. */
  searchTraceId(requestId: string, aroundMs: number): Promise<string | undefined>;
}

export interface RetrievalQuery {
  fromMs: number;

  toMs: number;

  stopAtMs: number;
}

/** A request whose trace is looked for. */
interface Search {
  log: RequestLog;

  expected: ExpectedTrace;

  trace: RequestTrace;

  /** What was missing in the last look. */
  lastGap: string | undefined;

  wasLookedFor: boolean;
}

/** A search is a call of its own for each request, and X-Ray allows only a few in a second. */
const MAX_SEARCHES_PER_LOOK = 20;

const QUARTER_HOUR_MS = 15 * 60 * 1000;

/** The log and the trace of one failed attempt. */
export interface TracedLog {
  log: RequestLog;

  trace: RequestTrace;
}

/**
 * Reads the traces of all logs at once.
 *
 * @returns Each log with its trace, and what kept X-Ray from answering
 */
export async function readRequestTraces(
  logs: RequestLog[],
  reader: TraceReader,
  clock: Clock,
  deadlines: Deadlines,
): Promise<{ traced: TracedLog[]; problem: unknown }> {
  const searches = logs.map(beginSearch);
  const { result: usesTransactionSearch = false, problem } = await poll(
    clock,
    deadlines.waitUntilMs,
    () => look(searches.filter(isWanted), reader, deadlines.stopReadingAtMs),
    () => !searches.some(isPending),
  );

  const traced = searches.map(({ log, trace }) => {
    if (trace.outcome !== 'missing') {
      return { log, trace };
    }
    return { log, trace: { ...trace, reason: whyMissing(trace, problem, usesTransactionSearch) } };
  });
  return { traced, problem };
}

function beginSearch(log: RequestLog): Search {
  const expected = readExpectedTrace(log);
  const { traceId, isUnsampled } = expected;
  const trace: RequestTrace = isUnsampled
    ? { outcome: 'unsampled', reason: 'The trace header says Sampled=0.', traceId, segments: [] }
    : { outcome: 'missing', reason: undefined, traceId, segments: [] };
  return { log, expected, trace, lastGap: undefined, wasLookedFor: false };
}

/** Without a request ID, there is nothing to look for. */
function isPending({ trace, expected }: Search): boolean {
  const isOpen = trace.outcome === 'missing' || trace.outcome === 'partial';
  return isOpen && expected.requestId !== '';
}

/** A trace that was not sampled is looked for once: it may exist with Transaction Search. */
function isWanted(search: Search): boolean {
  return isPending(search) || !search.wasLookedFor;
}

/** Returns whether the account uses Transaction Search, as far as that matters here. */
async function look(searches: Search[], reader: TraceReader, stopAtMs: number): Promise<boolean> {
  const searchProblem = await searchTraceIds(searches, reader);

  const sampled = traceIdsOf(searches.filter(isPending));
  const found = await reader.getTraces(sampled, stopAtMs);
  judgeAll(searches, found);

  const notFound = traceIdsOf(searches).filter((traceId) => !found.has(traceId));
  const isRetrievable = notFound.length > 0 && (await reader.usesTransactionSearch());
  if (isRetrievable) {
    judgeAll(searches, await reader.retrieveTraces(notFound, { ...rangeOf(searches), stopAtMs }));
  }

  for (const search of searches) {
    search.wasLookedFor = true;
  }
  if (searchProblem !== undefined) {
    throw searchProblem;
  }
  return isRetrievable;
}

/**
 * Looks for the traces that no log names. A failed search does not keep the other traces from being
 * read.
 */
async function searchTraceIds(searches: Search[], reader: TraceReader): Promise<unknown> {
  const nameless = searches.filter(({ trace }) => trace.traceId === undefined).filter(isPending);
  try {
    for (const { trace, expected } of nameless.slice(0, MAX_SEARCHES_PER_LOOK)) {
      trace.traceId = await reader.searchTraceId(expected.requestId, expected.startedAt);
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

function whyMissing(trace: RequestTrace, problem: unknown, usesTransactionSearch: boolean): string {
  if (problem !== undefined) {
    return String(problem);
  }
  if (trace.traceId === undefined) {
    return 'The log does not name the trace, and X-Ray has none with this annotation request_id.';
  }
  return usesTransactionSearch
    ? 'The trace may still appear: with CloudWatch Transaction Search, it can take five minutes.'
    : 'X-Ray did not have the trace by the deadline.';
}
