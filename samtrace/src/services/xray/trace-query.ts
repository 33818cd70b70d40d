import type { PagePosition, TracePageQuery, TraceQuery, TraceSummaryPage } from './contract.ts';
import { compileFilter } from './filter/compile.ts';
import type { StoredTrace } from './segment-store.ts';
import type { TraceSummary } from './shapes.ts';
import { factsOf, type TraceFacts } from './trace-facts.ts';
import type { TraceStore } from './trace-store.ts';

/** Finds traces, newest first. @throws AwsError InvalidRequestException on a bad filter expression */
export function queryTraces(store: TraceStore, query: TracePageQuery): TraceSummaryPage {
  const matches = compileFilter(query.filterExpression);
  const summaries: TraceSummary[] = [];
  let processedCount = 0;
  let last: StoredTrace | undefined;
  for (const stored of store.newestFirst()) {
    if (query.after && !isBehind(stored, query.after)) continue;
    if (!isCandidate(stored, query)) continue;
    if (last && (summaries.length >= query.limit || processedCount >= (query.scanLimit ?? Number.POSITIVE_INFINITY))) {
      return { summaries, processedCount, next: { startTime: last.startTime, id: last.id } };
    }
    last = stored;
    const facts = factsOf(stored);
    if (facts === undefined || !isInRange(facts, query)) continue;
    processedCount += 1;
    if (matches(facts)) summaries.push(summaryFor(facts, query));
  }
  return { summaries, processedCount };
}

/** The traces that started in the range, for a service graph; both ends count. */
export function* tracesStartedIn(
  store: TraceStore,
  { startTimeMs, endTimeMs, filterExpression }: TraceQuery,
): Generator<TraceFacts> {
  const matches = compileFilter(filterExpression);
  for (const stored of store.newestFirst()) {
    const startMs = stored.startTime * 1000;
    if (startMs > endTimeMs) continue;
    if (startMs < startTimeMs) return;
    const facts = factsOf(stored);
    if (facts !== undefined && matches(facts)) yield facts;
  }
}

/** The order of the store: by start time, then by id, both descending. */
function isBehind(stored: StoredTrace, { startTime, id }: PagePosition): boolean {
  return stored.startTime < startTime || (stored.startTime === startTime && stored.id < id);
}

/** What can be said of a trace without putting it together. */
function isCandidate({ idTime, startTime }: StoredTrace, query: TraceQuery): boolean {
  if ((query.timeRangeType ?? 'TraceId') !== 'TraceId') return startTime * 1000 <= query.endTimeMs;
  // An id knows whole seconds only.
  return idTime >= Math.floor(query.startTimeMs / 1000) && idTime * 1000 < query.endTimeMs;
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
