/** A trace as X-Ray returns it: where to find a request's, and how much of it is there. */
import { asNumber, asString, isObject, type JsonObject } from '../shared/json.ts';
import { readRecord } from './records.ts';
import type { StreamEvent } from './request-log.ts';

/** As BatchGetTraces answers, with the documents parsed. */
export interface Trace {
  readonly Id: string;
  /** Seconds. */
  readonly Duration?: number | undefined;
  readonly LimitExceeded?: boolean | undefined;
  readonly Segments: readonly { readonly Id: string; readonly Document: JsonObject }[];
}

export function isTrace(value: unknown): value is Trace {
  if (!isObject(value) || typeof value.Id !== 'string' || !Array.isArray(value.Segments)) return false;
  return value.Segments.every((segment) => isObject(segment) && isObject(segment.Document));
}

export interface TraceLink {
  readonly traceId: string;
  /** False: X-Ray was told not to keep the trace. */
  readonly sampled: boolean;
}

/**
 * The trace that a request's log names: in the header that the function logged as `traceHeader`, or in Lambda's own
 * records. Only Sampled=0 counts as unsampled: a header may leave the decision open.
 */
export function traceLinkIn(events: readonly StreamEvent[]): TraceLink | undefined {
  const records = events.map((event) => readRecord(event.message));
  const logged = records.map((record) =>
    record.source === 'function' && isObject(record.fields.message) ? record.fields.message.traceHeader : undefined,
  );
  const noted = records.map((record) =>
    record.source === 'platform' && isObject(record.fields.tracing) ? record.fields.tracing.value : undefined,
  );
  for (const header of [...logged, ...noted]) {
    const [, traceId] = /Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/i.exec(asString(header) ?? '') ?? [];
    if (traceId !== undefined) return { traceId, sampled: !/Sampled=0/i.test(String(header)) };
  }
  return undefined;
}

/** What a request's trace has to show before it is whole. */
export interface Expected {
  readonly requestId: string;
  /** How often Lambda tried the request: each attempt has a segment of the function. */
  readonly attempts: number;
  /** Its process was killed: subsegments that were open then are never sent, and their children lack a parent. */
  readonly killed: boolean;
}

/**
 * What is still missing in the trace of a request, or undefined when it is whole: both of Lambda's segments have ended
 * and every parent is there. No subsegment is looked for by name, because Lambda has changed those.
 */
export function whatIsMissing(trace: Trace, { requestId, attempts, killed }: Expected): string | undefined {
  const segments = trace.Segments.map(({ Document }) => Document);
  const service = segments.find((segment) => segment.origin === 'AWS::Lambda' && isOf(segment, requestId));
  if (service === undefined || isOpen(service)) return 'the AWS::Lambda segment of the request has not ended';

  const functions = functionSegments(trace, requestId);
  if (functions.length < attempts || functions.some(isOpen)) {
    return `${functions.filter((segment) => !isOpen(segment)).length} of ${attempts} AWS::Lambda::Function segments have ended`;
  }
  if (killed) return undefined;

  const ids = new Set(segments.flatMap(withSubsegments).map(({ id }) => id));
  // The caller's own segment need not be in X-Ray at all.
  const orphan = segments.find(
    ({ origin, parent_id }) => origin !== 'AWS::Lambda' && parent_id !== undefined && !ids.has(parent_id),
  );
  return orphan && `the parent ${orphan.parent_id} of ${orphan.name} is not there`;
}

/** The segments of the function that served a request, one for each attempt, oldest first. */
export function functionSegments(trace: Trace, requestId: string): JsonObject[] {
  const segments = trace.Segments.map(({ Document }) => Document);
  const service = segments.filter((segment) => segment.origin === 'AWS::Lambda' && isOf(segment, requestId));
  // The parent is Lambda's segment or, for an asynchronous request, its subsegment for the attempt.
  const parents = new Set(service.flatMap(withSubsegments).map(({ id }) => id));
  return segments
    .filter(({ origin, parent_id }) => origin === 'AWS::Lambda::Function' && parents.has(parent_id))
    .sort((a, b) => (asNumber(a.start_time) ?? 0) - (asNumber(b.start_time) ?? 0));
}

function withSubsegments(entity: JsonObject): JsonObject[] {
  const children = Array.isArray(entity.subsegments) ? entity.subsegments.filter(isObject) : [];
  return [entity, ...children.flatMap(withSubsegments)];
}

function isOf({ aws }: JsonObject, requestId: string): boolean {
  return isObject(aws) && aws.request_id === requestId;
}

function isOpen({ in_progress, end_time }: JsonObject): boolean {
  return in_progress === true || typeof end_time !== 'number';
}
