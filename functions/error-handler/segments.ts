/**
 * Finds the segments of one request in a trace. Segments are X-Ray's documents; their times are
 * epoch seconds.
 */
import { asNumber, asObject, asObjects, type JsonObject } from '../shared/json.ts';
import type { ExpectedTrace } from './expected-trace.ts';

/** Subsegments that Lambda records itself. */
const LAMBDA_SUBSEGMENTS = new Set(['Initialization', 'Init', 'Restore', 'Invocation', 'Overhead']);

/** A segment or subsegment, with everything that is nested in it. */
export function withSubsegments(entity: JsonObject): JsonObject[] {
  // Not recursive: how deep a trace is nested is not under our control.
  const entities = [entity];
  for (const each of entities) {
    entities.push(...asObjects(each.subsegments));
  }
  return entities;
}

export function startOf({ start_time }: JsonObject): number {
  return asNumber(start_time) ?? 0;
}

export function hasEnded({ in_progress, end_time }: JsonObject): boolean {
  return in_progress !== true && end_time !== undefined;
}

/** Lambda's own segment of a request. All attempts of an asynchronous request share it. */
export function serviceSegment(segments: JsonObject[], requestId: string): JsonObject | undefined {
  return segments.find(
    ({ origin, aws }) => origin === 'AWS::Lambda' && asObject(aws).request_id === requestId,
  );
}

/**
 * The function's segment of one attempt: the one that Lambda named, or else the one at the time of
 * the attempt.
 */
export function functionSegment(
  segments: JsonObject[],
  expected: ExpectedTrace,
): JsonObject | undefined {
  const candidates = segments.filter(({ origin }) => origin === 'AWS::Lambda::Function');
  const named = candidates.find(({ id }) => id === expected.segmentId);
  if (named !== undefined) {
    return named;
  }

  // Its parent is Lambda's segment or, of an asynchronous request, a subsegment for the attempt.
  const service = serviceSegment(segments, expected.requestId);
  const parents = new Set(withSubsegments(service ?? {}).map(({ id }) => id));
  return candidates.filter(({ parent_id }) => parents.has(parent_id)).find(overlaps(expected));
}

/**
 * The subsegments that the function's code has sent. With PassThrough, Lambda records no segment of
 * the function, and they are below the caller's.
 */
export function functionSubsegments(segments: JsonObject[], expected: ExpectedTrace): JsonObject[] {
  const own = functionSegment(segments, expected);
  if (own !== undefined || expected.parentId === undefined) {
    const all = withSubsegments(own ?? {}).slice(1);
    return all.filter(({ name }) => !LAMBDA_SUBSEGMENTS.has(String(name)));
  }
  const caller = segments.flatMap(withSubsegments).find(({ id }) => id === expected.parentId);
  const separate = segments.filter(
    ({ origin, parent_id }) => origin === undefined && parent_id === expected.parentId,
  );
  return [...withSubsegments(caller ?? {}).slice(1), ...separate.flatMap(withSubsegments)];
}

/** `Attempt #1` and so on, which Lambda records for asynchronous requests; undefined for others. */
export function attemptSubsegment(
  service: JsonObject,
  ownSegment: JsonObject | undefined,
  expected: ExpectedTrace,
): JsonObject | undefined {
  const attempts = asObjects(service.subsegments).filter(({ name }) =>
    String(name).startsWith('Attempt #'),
  );
  return (
    attempts.find(({ id }) => id === ownSegment?.parent_id) ?? attempts.find(overlaps(expected))
  );
}

/** Clocks of different parts of Lambda may differ a little. */
const TOLERANCE_SECONDS = 1;

function overlaps({ startedAt, endedAt }: ExpectedTrace): (entity: JsonObject) => boolean {
  return (entity) => {
    const endSeconds = asNumber(entity.end_time) ?? Number.POSITIVE_INFINITY;
    return (
      startOf(entity) <= endedAt / 1000 + TOLERANCE_SECONDS &&
      endSeconds >= startedAt / 1000 - TOLERANCE_SECONDS
    );
  };
}
