/** The trace of a failed request. */
import type { Trace } from '@aws-sdk/client-xray';
import { asNumber, asObject, asObjects, isObject, type JsonObject, parseObject } from '../shared/json.ts';
import { type Attempt, readAttempts } from './attempts.ts';
import type { RequestLog } from './log.ts';
import { poll, type Waiting } from './poll.ts';
import { readRecord } from './records.ts';

/** `unsampled`: X-Ray was told not to keep it. `missing`: it was not there by the deadline. */
type Outcome = 'found' | 'partial' | 'unsampled' | 'missing';
type Text = string | undefined;
/** `segments`: X-Ray's documents, parsed. Their times are epoch seconds. */
export type RequestTrace = { outcome: Outcome; reason?: Text; traceId?: Text; segments: JsonObject[] };
export interface XRay {
  batchGetTraces(traceIds: string[]): Promise<Trace[]>;
  findTraceId(requestId: string, aroundMs: number): Promise<string | undefined>; // By the annotation request_id.
}
export type Wanted = { requestId: string; log: RequestLog; isLight: boolean };
const LATE = 'X-Ray did not have it by the deadline. With CloudWatch Transaction Search, BatchGetTraces finds none.';
const NAMELESS = 'No record names it, and X-Ray did not find it by the annotation request_id.';
/** The requests with their traces, and what kept X-Ray from answering. All share the looks at X-Ray. */
export async function gatherTraces<Request extends Wanted>(requests: Request[], xray: XRay, waiting: Waiting) {
  const traced = requests.map((request) => ({ ...request, trace: traceIn(request) }));
  const problems: unknown[] = [];
  const isPending = ({ trace, isLight }: (typeof traced)[number]) =>
    !isLight && /missing|partial/.test(trace.outcome) && (trace.traceId !== undefined || problems.length === 0);
  const untilMs = Math.max(waiting.deadlineMs, waiting.now() + 1000); // The log may have used all the time.
  const failure = await poll(waiting, async () => {
    try {
      for (const { requestId, log, trace } of traced.filter(isPending))
        if (waiting.now() <= untilMs)
          trace.traceId ??= await xray.findTraceId(requestId, log.events[0]?.timestamp ?? 0);
    } catch (error) {
      problems.push(error); // What is named can still be read.
    }
    const ids = [...new Set(traced.filter(isPending).flatMap(({ trace }) => trace.traceId ?? []))];
    const read: Trace[] = [];
    while (ids.length > 0) read.push(...(await xray.batchGetTraces(ids.splice(0, 5)))); // As many as it takes.
    for (const request of traced.filter(isPending)) {
      const parts = read.filter(({ Id }) => Id === request.trace.traceId).flatMap(({ Segments = [] }) => Segments);
      const segments = parts.map(({ Document }) => parseObject(Document));
      if (parts.length > 0) request.trace = judge({ ...request.trace, segments }, request);
    }
    return !traced.some(isPending);
  });
  if (failure !== undefined) problems.push(failure);
  for (const { trace } of traced)
    if (trace.outcome === 'missing') trace.reason ??= String(problems[0] ?? (trace.traceId ? LATE : NAMELESS));
  return { traced, problems };
}
/** The trace that a log names: in the header that the function logged as `traceHeader`, or else in Lambda's records. */
function traceIn({ log, isLight }: Wanted): RequestTrace {
  const fields = log.events.map((event) => readRecord(event).fields);
  const logged = fields.map(({ message }) => asObject(message).traceHeader);
  const headers = logged.concat(fields.map(({ tracing }) => asObject(tracing).value)).map(String);
  const [header, traceId] = headers.map((text) => /Root=(1-[0-9a-f]{8}-[0-9a-f]{24}).*/.exec(text)).find(Boolean) ?? [];
  const isUnsampled = header?.includes('Sampled=0') === true;
  const reason = isUnsampled ? 'The trace header says Sampled=0.' : isLight ? log.reason : undefined;
  return { outcome: isUnsampled ? 'unsampled' : 'missing', reason, traceId, segments: [] };
}

/** What keeps a trace from being whole. Nothing is looked for by name: Lambda has changed the names of its subsegments. */
export function whatIsMissing(segments: JsonObject[], requestId: string, attempts: Pick<Attempt, 'kind'>[]) {
  const hasEnded = ({ in_progress, end_time }: JsonObject) => in_progress !== true && end_time !== undefined;
  const services = serviceSegments(segments, requestId);
  if (services.length === 0 || !services.every(hasEnded)) return 'The AWS::Lambda segment has not ended.';
  const own = functionSegments(segments, requestId);
  const ended = own.filter(hasEnded).length;
  if (ended < attempts.length) return `${ended} of ${attempts.length} AWS::Lambda::Function segments have ended.`;
  // What was open in a process that was ended never ends, or was never sent, so that a parent is not there.
  if (attempts.some(({ kind }) => !/thrown|logged|ok/.test(kind))) return undefined;
  const open = own.flatMap(withSubsegments).find((entity) => !hasEnded(entity));
  if (open !== undefined) return `${open.name} has not ended.`;
  const ids = new Set(segments.flatMap(withSubsegments).map(({ id }) => id));
  // The parent of an AWS::Lambda segment is its caller's, who may send none.
  const orphan = segments.find(({ origin, parent_id }) => origin !== 'AWS::Lambda' && parent_id && !ids.has(parent_id));
  return orphan && `The parent of ${orphan.name}, ${orphan.parent_id}, is not there.`;
}
const serviceSegments = (segments: JsonObject[], requestId: string): JsonObject[] =>
  segments.filter(({ origin, aws }) => origin === 'AWS::Lambda' && asObject(aws).request_id === requestId);
/** The function's segments of a request, one for each attempt, oldest first. */
export function functionSegments(segments: JsonObject[], requestId: string): JsonObject[] {
  // The parent is Lambda's segment or, of an asynchronous request, its subsegment for the attempt.
  const possible = serviceSegments(segments, requestId).flatMap(withSubsegments);
  const parents = new Set(possible.map(({ id }) => id));
  const own = segments.filter(({ origin, parent_id }) => origin === 'AWS::Lambda::Function' && parents.has(parent_id));
  return own.sort(byStart);
}
export const startOf = ({ start_time }: JsonObject): number => asNumber(start_time) ?? 0;
export const byStart = (a: JsonObject, b: JsonObject): number => startOf(a) - startOf(b);
/** A segment or subsegment, with all that is nested in it. */
export function withSubsegments(entity: JsonObject): JsonObject[] {
  return [entity, ...asObjects(entity.subsegments).flatMap(withSubsegments)];
}
/** What there is of a trace, in the light of the request's log. */
function judge(trace: RequestTrace, { requestId, log }: Omit<Wanted, 'isLight'>): RequestTrace {
  if (trace.segments.length === 0) return trace;
  const reason = whatIsMissing(trace.segments, requestId, readAttempts(log.events));
  return { ...trace, outcome: reason === undefined ? 'found' : 'partial', reason };
}
/** The fuller of two readings (a trace only grows), judged anew: the log may know of another attempt. */
export function mergeTraces(stored: RequestTrace | undefined, fresh: RequestTrace, request: Omit<Wanted, 'isLight'>) {
  const ranks = ['missing', 'unsampled', 'partial', 'found'];
  const worth = ({ outcome, segments, traceId }: RequestTrace) =>
    segments.flatMap(withSubsegments).length * 8 + ranks.indexOf(outcome) * 2 + Number(traceId !== undefined);
  return judge(stored !== undefined && worth(stored) > worth(fresh) ? stored : fresh, request);
}
export const isRequestTrace = (value: JsonObject): value is JsonObject & RequestTrace =>
  typeof value.outcome === 'string' && Array.isArray(value.segments) && value.segments.every(isObject);
