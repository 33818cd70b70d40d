/** The trace of a failed request. */
import type { Trace, TraceSummary } from '@aws-sdk/client-xray';
import { asNumber, asObject, asObjects, isObject, type JsonObject, parseObject } from '../shared/json.ts';
import type { LogEvent } from './envelope.ts';
import type { RequestLog } from './log.ts';
import { poll, type Waiting } from './poll.ts';
import { readRecord } from './records.ts';

export interface RequestTrace {
  /** `unsampled`: X-Ray was told not to keep it. `missing`: it was not there by the deadline. */
  outcome: 'found' | 'partial' | 'unsampled' | 'missing';
  /** Why it is not found. */
  reason?: string;
  traceId?: string | undefined;
  /** X-Ray's documents, parsed. Their times are epoch seconds. */
  segments: JsonObject[];
}

/** BatchGetTraces takes 5 ids, and answers with the traces that are there. */
export interface XRay {
  batchGetTraces(traceIds: string[]): Promise<Trace[]>;
  getTraceSummaries(query: { filter: string; from: Date; until: Date }): Promise<TraceSummary[]>;
}

/**
 * A request, and what its trace has to show: a segment of the function for each attempt, and every parent, unless a
 * process was ended (`killed`): subsegments that it had open are never sent. `known` is what is stored of the trace.
 */
export interface Wanted {
  requestId: string;
  log: RequestLog;
  attempts: number;
  killed: boolean;
  known: RequestTrace | undefined;
  /** The trace is not worth reading: the request gets a light report, for the reason that stands in its log. */
  isLight: boolean;
}

const MINUTE_MS = 60_000;
const MISSING =
  'X-Ray did not have it by the deadline. Under CloudWatch Transaction Search, BatchGetTraces finds nothing.';
const UNSAMPLED = 'The trace header says Sampled=0.';

/**
 * The requests with their traces, and what kept X-Ray from answering. All share the looks at X-Ray, and nobody waits for
 * a trace that is unsampled, or known to be whole.
 */
export async function gatherTraces<Request extends Wanted>(requests: Request[], xray: XRay, waiting: Waiting) {
  const traced = requests.map((request) => {
    const { known, log, isLight } = request;
    const trace = { ...known, ...traceIn(log.events), ...(isLight && { reason: log.reason ?? '' }) };
    return { ...request, trace: judge(request, trace, known?.segments ?? []) };
  });
  const pending = () => traced.filter(({ trace, isLight }) => !isLight && /missing|partial/.test(trace.outcome));
  const failure = await poll(waiting, async () => {
    for (const request of pending()) request.trace.traceId ??= await search(request, xray);
    const ids = [...new Set(pending().flatMap(({ trace }) => trace.traceId ?? []))];
    const read: Trace[] = [];
    while (ids.length > 0) read.push(...(await xray.batchGetTraces(ids.splice(0, 5))));
    for (const request of pending()) {
      const parts = read.filter(({ Id }) => Id === request.trace.traceId).flatMap(({ Segments = [] }) => Segments);
      const segments = parts.map(({ Document }) => parseObject(Document));
      request.trace = judge(request, request.trace, segments);
    }
    return pending().length === 0;
  });
  if (failure !== undefined) for (const { trace } of pending()) trace.reason = String(failure);
  return { traced, failure };
}

/** The trace that a log names: in the header that the function logged as `traceHeader`, or else in Lambda's records. */
function traceIn(events: LogEvent[]): RequestTrace {
  const fields = events.map((event) => readRecord(event).fields);
  const logged = fields.map(({ message }) => asObject(message).traceHeader);
  const headers = logged.concat(fields.map(({ tracing }) => asObject(tracing).value)).map(String);
  const [header, traceId] = headers.map((text) => /Root=(1-[0-9a-f]{8}-[0-9a-f]{24}).*/.exec(text)).find(Boolean) ?? [];
  if (header?.includes('Sampled=0')) return { outcome: 'unsampled', reason: UNSAMPLED, traceId, segments: [] };
  return { outcome: 'missing', reason: MISSING, traceId, segments: [] };
}

/** The id of the trace with the annotation `request_id`, from around the time of the request. */
async function search({ requestId, log: { events } }: Wanted, xray: XRay): Promise<string | undefined> {
  const from = new Date((events[0]?.timestamp ?? 0) - MINUTE_MS);
  const until = new Date((events.at(-1)?.timestamp ?? 0) + MINUTE_MS);
  return (await xray.getTraceSummaries({ filter: `annotation.request_id = "${requestId}"`, from, until }))[0]?.Id;
}

function judge(request: Wanted, trace: RequestTrace, segments: JsonObject[]): RequestTrace {
  if (segments.length === 0) return trace;
  const { traceId } = trace;
  const reason = whatIsMissing(segments, request);
  return reason === '' ? { outcome: 'found', traceId, segments } : { outcome: 'partial', reason, traceId, segments };
}

/** What a trace lacks, '' if nothing. Subsegments are not looked for by name: Lambda has changed the names of its own. */
export function whatIsMissing(
  segments: JsonObject[],
  { requestId, attempts, killed }: Pick<Wanted, 'requestId' | 'attempts' | 'killed'>,
): string {
  const hasEnded = ({ in_progress, end_time }: JsonObject) => in_progress !== true && end_time !== undefined;
  const services = serviceSegments(segments, requestId);
  if (services.length === 0 || !services.every(hasEnded)) return 'The AWS::Lambda segment has not ended.';
  const ended = functionSegments(segments, requestId).filter(hasEnded).length;
  if (ended < attempts) return `${ended} of ${attempts} AWS::Lambda::Function segments have ended.`;
  const ids = new Set(segments.flatMap(withSubsegments).map(({ id }) => id));
  // The parent of an AWS::Lambda segment is its caller's, who may send none.
  const orphan = segments.find(({ origin, parent_id }) => origin !== 'AWS::Lambda' && parent_id && !ids.has(parent_id));
  return orphan === undefined || killed ? '' : `The parent of ${orphan.name}, ${orphan.parent_id}, is not there.`;
}

const serviceSegments = (segments: JsonObject[], requestId: string): JsonObject[] =>
  segments.filter(({ origin, aws }) => origin === 'AWS::Lambda' && asObject(aws).request_id === requestId);

/** The function's segments of a request, one for each attempt, oldest first. */
export function functionSegments(segments: JsonObject[], requestId: string): JsonObject[] {
  // The parent is Lambda's segment or, of an asynchronous request, its subsegment for the attempt.
  const services = serviceSegments(segments, requestId).flatMap(withSubsegments);
  const parents = new Set(services.map(({ id }) => id));
  const own = segments.filter(({ origin, parent_id }) => origin === 'AWS::Lambda::Function' && parents.has(parent_id));
  return own.sort((a, b) => (asNumber(a.start_time) ?? 0) - (asNumber(b.start_time) ?? 0));
}

/** A segment or subsegment, and all that is nested in it. */
export function withSubsegments(entity: JsonObject): JsonObject[] {
  return [entity, ...asObjects(entity.subsegments).flatMap(withSubsegments)];
}

/** The fuller of two readings: a trace only grows. */
export function mergeTraces(stored: RequestTrace | undefined, read: RequestTrace): RequestTrace {
  const ranks = ['missing', 'unsampled', 'partial', 'found'];
  const worth = ({ outcome, segments }: RequestTrace) => segments.length * ranks.length + ranks.indexOf(outcome);
  return stored !== undefined && worth(stored) >= worth(read) ? stored : read;
}

export const isRequestTrace = (value: JsonObject): value is JsonObject & RequestTrace =>
  typeof value.outcome === 'string' && Array.isArray(value.segments) && value.segments.every(isObject);
