import type { Steps } from '../../base/slices.ts';
import type { PagePosition, TracePageQuery, TraceQuery, TraceSummaryPage } from './contract.ts';
import { compileFilter } from './filter/compile.ts';
import type { StoredTrace } from './segment-store.ts';
import type { TraceSummary } from './shapes.ts';
import { factsOf, type TraceFacts } from './trace-facts.ts';
import { timeOf } from './trace-time.ts';

/** Stored traces: all of them, or some. */
export interface TraceSource {
  get(traceId: string): StoredTrace | undefined;
  newestFirst(): readonly StoredTrace[];
}

/** The traces that X-Ray has indexed, of a source of all traces. */
export function indexedTraces(all: TraceSource): TraceSource {
  return {
    get(traceId) {
      const trace = all.get(traceId);
      return trace?.isIndexed === true ? trace : undefined;
    },
    newestFirst: () => all.newestFirst().filter(({ isIndexed }) => isIndexed),
  };
}

/**
 * Finds traces, newest first. Each trace is a step, in which its facts may have to be read.
 * @throws AwsError InvalidRequestException on a bad filter expression
 */
export function queryTraces(source: TraceSource, query: TracePageQuery): Steps<TraceSummaryPage> {
  return queryMatching(source, query, compileFilter(query.filterExpression));
}

function* queryMatching(
  source: TraceSource,
  query: TracePageQuery,
  matches: (facts: TraceFacts) => boolean,
): Steps<TraceSummaryPage> {
  const summaries: TraceSummary[] = [];
  let processedCount = 0;
  let last: StoredTrace | undefined;
  // A copy: the source may change between two steps.
  for (const stored of [...source.newestFirst()]) {
    if (query.after && !isBehind(stored, query.after)) continue;
    if (!isCandidate(stored, query)) continue;
    if (last && (summaries.length >= query.limit || processedCount >= (query.scanLimit ?? Number.POSITIVE_INFINITY))) {
      return { summaries, processedCount, next: { startTime: last.startTime, id: last.id } };
    }
    last = stored;
    yield;
    const facts = factsOf(stored);
    if (facts === undefined || !isInRange(facts, query)) continue;
    processedCount += 1;
    if (matches(facts)) summaries.push(summaryFor(facts, query));
  }
  return { summaries, processedCount };
}

/**
 * The traces that started in the range, for a service graph, both ends included; undefined for each one that does not match.
 * @throws AwsError InvalidRequestException on a bad filter expression
 */
export function tracesStartedIn(source: TraceSource, query: TraceQuery): Iterable<TraceFacts | undefined> {
  return startedIn(source, query, compileFilter(query.filterExpression));
}

function* startedIn(
  source: TraceSource,
  { startTimeMs, endTimeMs }: TraceQuery,
  matches: (facts: TraceFacts) => boolean,
): Generator<TraceFacts | undefined> {
  for (const stored of [...source.newestFirst()]) {
    const startMs = stored.startTime * 1000;
    if (startMs > endTimeMs) continue;
    if (startMs < startTimeMs) return;
    const facts = factsOf(stored);
    yield facts !== undefined && matches(facts) ? facts : undefined;
  }
}

/** The order of the store: by start time, then by id, both descending. */
function isBehind(stored: StoredTrace, { startTime, id }: PagePosition): boolean {
  return stored.startTime < startTime || (stored.startTime === startTime && stored.id < id);
}

/** Decides as much as is possible before the trace is read. */
function isCandidate(stored: StoredTrace, query: TraceQuery): boolean {
  if ((query.timeRangeType ?? 'TraceId') !== 'TraceId') return stored.startTime * 1000 <= query.endTimeMs;
  const time = timeOf(stored);
  // An ID has whole seconds only.
  return time >= Math.floor(query.startTimeMs / 1000) && time * 1000 < query.endTimeMs;
}

function isInRange(facts: TraceFacts, { timeRangeType, startTimeMs, endTimeMs }: TraceQuery): boolean {
  if (timeRangeType === 'Event') return facts.endTime * 1000 >= startTimeMs;
  if (timeRangeType !== 'Service') return true;
  return facts.visits.some(
    (visit) => !visit.inferred && visit.spanEnd * 1000 >= startTimeMs && visit.spanStart * 1000 <= endTimeMs,
  );
}

function summaryFor({ summary }: TraceFacts, { timeRangeType, startTimeMs }: TraceQuery): TraceSummary {
  if (timeRangeType !== 'Event') return summary;
  return { ...summary, MatchedEventTime: Math.max(summary.StartTime, startTimeMs / 1000) };
}
