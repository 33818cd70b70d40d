/** The trace of a failed request. */
import type { Trace, TraceSummary } from '@aws-sdk/client-xray';
import { asNumber, asObject, asObjects, asString, isObject, type JsonObject, parseObject } from '../shared/json.ts';
import type { LogEvent } from './envelope.ts';
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

export interface XRay {
  /** Those that are there, of 5 ids at most. */
  batchGetTraces(traceIds: string[]): Promise<Trace[]>;
  getTraceSummaries(query: { filter: string; from: Date; until: Date }): Promise<TraceSummary[]>;
}

/** A request whose trace is wanted. */
export interface Wanted {
  requestId: string;
  events: LogEvent[];
  /** How often Lambda has tried the request: each attempt has a segment of the function. */
  attempts: number;
  /** A process was ended: subsegments that it had open are never sent, so that their children lack a parent. */
  killed: boolean;
  /** What is stored of the trace. */
  known: RequestTrace | undefined;
}

const IDS_IN_A_CALL = 5;
const MINUTE_MS = 60_000;
const MISSING =
  'X-Ray did not have it by the deadline. Under CloudWatch Transaction Search, BatchGetTraces finds nothing.';

/**
 * The requests with their traces, and what kept X-Ray from answering. All share the looks at X-Ray, and nobody waits for
 * a trace that is unsampled, or known to be whole.
 */
export async function gatherTraces<Request extends Wanted>(requests: Request[], xray: XRay, waiting: Waiting) {
  const traced = requests.map((request) => ({ ...request, trace: { ...request.known, ...traceIn(request.events) } }));
  for (const request of traced) request.trace = judge(request, request.known?.segments ?? []);
  const pending = () => traced.filter(({ trace }) => trace.outcome === 'missing' || trace.outcome === 'partial');
  const failure = await poll(waiting, async () => {
    for (const request of pending()) request.trace.traceId ??= await search(request, xray);
    const ids = [...new Set(pending().flatMap(({ trace }) => trace.traceId ?? []))];
    const read: Trace[] = [];
    while (ids.length > 0) read.push(...(await xray.batchGetTraces(ids.splice(0, IDS_IN_A_CALL))));
    for (const request of pending()) {
      const parts = read.filter(({ Id }) => Id === request.trace.traceId).flatMap(({ Segments = [] }) => Segments);
      request.trace = judge(
        request,
        parts.map(({ Document }) => asObject(parseObject(Document))),
      );
    }
    return pending().length === 0;
  });
  if (failure !== undefined) for (const { trace } of pending()) trace.reason = String(failure);
  return { traced, failure };
}

/** The trace that a log names: in the header that the function logged as `traceHeader`, or else in Lambda's records. */
export function traceIn(events: LogEvent[]): RequestTrace {
  const records = events.map(readRecord);
  const headers = records.map(({ fields }) => asObject(fields.message).traceHeader);
  headers.push(...records.map(({ fields }) => asObject(fields.tracing).value));
  const found = headers
    .map((header) => /Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(.*)/.exec(asString(header) ?? ''))
    .find(Boolean);
  const unsampled = found?.[2]?.includes('Sampled=0');
  return unsampled
    ? { outcome: 'unsampled', reason: 'The trace header says Sampled=0.', traceId: found?.[1], segments: [] }
    : { outcome: 'missing', reason: MISSING, traceId: found?.[1], segments: [] };
}

/** The id of the trace with the annotation `request_id`, from around the time of the request. */
async function search({ requestId, events }: Wanted, xray: XRay): Promise<string | undefined> {
  const from = new Date((events[0]?.timestamp ?? 0) - MINUTE_MS);
  const until = new Date((events.at(-1)?.timestamp ?? 0) + MINUTE_MS);
  const [summary] = await xray.getTraceSummaries({ filter: `annotation.request_id = "${requestId}"`, from, until });
  return summary?.Id;
}

function judge({ trace, ...request }: Wanted & { trace: RequestTrace }, segments: JsonObject[]): RequestTrace {
  if (segments.length === 0) return trace;
  const reason = whatIsMissing(segments, request);
  const { traceId } = trace;
  return reason === undefined
    ? { outcome: 'found', traceId, segments }
    : { outcome: 'partial', reason, traceId, segments };
}

/**
 * What a trace lacks, or undefined when it is whole: Lambda's segments of the request and of each attempt have ended, and
 * every parent is there. No subsegment is looked for by name: Lambda has changed the names of its own.
 */
export function whatIsMissing(segments: JsonObject[], wanted: Omit<Wanted, 'events' | 'known'>): string | undefined {
  const hasEnded = ({ in_progress, end_time }: JsonObject) => in_progress !== true && end_time !== undefined;
  const services = serviceSegments(segments, wanted.requestId);
  if (services.length === 0 || !services.every(hasEnded)) return 'The AWS::Lambda segment has not ended.';
  const ended = functionSegments(segments, wanted.requestId).filter(hasEnded).length;
  if (ended < wanted.attempts) return `${ended} of ${wanted.attempts} AWS::Lambda::Function segments have ended.`;
  if (wanted.killed) return undefined;
  const ids = new Set(segments.flatMap(withSubsegments).map(({ id }) => id));
  // The parent of an AWS::Lambda segment is its caller's, who may send none.
  const orphan = segments.find(({ origin, parent_id }) => origin !== 'AWS::Lambda' && parent_id && !ids.has(parent_id));
  return orphan && `The parent of ${asString(orphan.name)}, ${asString(orphan.parent_id)}, is not there.`;
}

const serviceSegments = (segments: JsonObject[], requestId: string): JsonObject[] =>
  segments.filter(({ origin, aws }) => origin === 'AWS::Lambda' && asObject(aws).request_id === requestId);

/** The function's segments of a request, one for each attempt, oldest first. */
export function functionSegments(segments: JsonObject[], requestId: string): JsonObject[] {
  // The parent is Lambda's segment or, of an asynchronous request, its subsegment for the attempt.
  const parents = new Set(
    serviceSegments(segments, requestId)
      .flatMap(withSubsegments)
      .map(({ id }) => id),
  );
  return segments
    .filter(({ origin, parent_id }) => origin === 'AWS::Lambda::Function' && parents.has(parent_id))
    .sort((a, b) => (asNumber(a.start_time) ?? 0) - (asNumber(b.start_time) ?? 0));
}

/** A segment or subsegment, and all that is nested in it. */
export function withSubsegments(entity: JsonObject): JsonObject[] {
  return [entity, ...asObjects(entity.subsegments).flatMap(withSubsegments)];
}

/** The fuller of two readings: a trace only grows. */
export function mergeTraces(stored: RequestTrace | undefined, read: RequestTrace): RequestTrace {
  const worth = ({ outcome, segments }: RequestTrace) =>
    segments.length * 10 + ['missing', 'unsampled', 'partial', 'found'].indexOf(outcome);
  return stored !== undefined && worth(stored) >= worth(read) ? stored : read;
}

export const isRequestTrace = (value: unknown): value is RequestTrace =>
  isObject(value) &&
  typeof value.outcome === 'string' &&
  Array.isArray(value.segments) &&
  value.segments.every(isObject);
