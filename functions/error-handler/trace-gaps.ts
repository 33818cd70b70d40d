/**
 * Tells what is missing in a trace. Segments arrive separately, in any order, and seconds apart.
 */
import { asNumber, asString, type JsonObject } from '../shared/json.ts';
import type { FailureClass } from './classify.ts';
import type { ExpectedTrace } from './expected-trace.ts';
import {
  attemptSubsegment,
  functionSegment,
  hasEnded,
  serviceSegment,
  startOf,
  withSubsegments,
} from './segments.ts';

/** What keeps a trace from being complete. */
export interface Gap {
  reason: string;

  /** Whether this may stay so for ever. It is then accepted if the next look finds the same. */
  mayStay: boolean;
}

/** After these, a subsegment that was open stays open. */
const ENDED_BY_LAMBDA = new Set<FailureClass>(['timeout', 'out-of-memory', 'exit', 'init']);

/**
 * Returns undefined if the trace is complete. No subsegment of Lambda is expected by name: AWS has
 * changed them.
 */
export function findGap(segments: JsonObject[], expected: ExpectedTrace): Gap | undefined {
  const service = serviceSegment(segments, expected.requestId);
  if (service === undefined && expected.isPassThrough) {
    return gapInPassThrough(segments, expected);
  }
  if (service === undefined || !hasEnded(service)) {
    return { reason: 'The AWS::Lambda segment has not ended.', mayStay: false };
  }

  const own = functionSegment(segments, expected);
  const attempt = attemptSubsegment(service, own, expected);
  if (attempt !== undefined && !hasEnded(attempt)) {
    return { reason: `${attempt.name} has not ended.`, mayStay: false };
  }
  return gapInFunction(segments, own, expected.failureClass);
}

function gapInFunction(
  segments: JsonObject[],
  own: JsonObject | undefined,
  failureClass: FailureClass,
): Gap | undefined {
  if (own === undefined) {
    // A function whose init failed may have no segment.
    const reason = 'The AWS::Lambda::Function segment is not there.';
    return failureClass === 'init' ? undefined : { reason, mayStay: false };
  }
  if (!hasEnded(own)) {
    return { reason: 'The AWS::Lambda::Function segment has not ended.', mayStay: false };
  }
  if (ENDED_BY_LAMBDA.has(failureClass)) {
    return undefined;
  }
  return openSubsegment(own) ?? lostParent(segments, own);
}

function openSubsegment(entity: JsonObject): Gap | undefined {
  const open = withSubsegments(entity).find((each) => !hasEnded(each));
  return open && { reason: `${nameOf(open)} has not ended.`, mayStay: false };
}

/**
 * A subsegment is sent when it ends, and X-Ray nests it when its parent is there too. A parent that
 * the function never closed is never sent.
 */
function lostParent(segments: JsonObject[], own: JsonObject): Gap | undefined {
  const ids = new Set(segments.flatMap(withSubsegments).map(({ id }) => id));
  const endSeconds = asNumber(own.end_time) ?? 0;
  const orphan = segments.find(
    (each) =>
      each.origin === undefined &&
      each.parent_id !== undefined &&
      !ids.has(each.parent_id) &&
      startOf(each) >= startOf(own) &&
      startOf(each) <= endSeconds,
  );
  return orphan && { reason: `The parent of ${nameOf(orphan)} is not there.`, mayStay: true };
}

/** With PassThrough, Lambda records nothing. The function's subsegments are below the caller's. */
function gapInPassThrough(segments: JsonObject[], { parentId }: ExpectedTrace): Gap {
  const all = segments.flatMap(withSubsegments);
  const caller = all.find(({ id }) => id === parentId);
  const orphans = segments.filter(({ parent_id }) => parent_id === parentId);
  const own = [...(caller === undefined ? [] : withSubsegments(caller).slice(1)), ...orphans];

  const open = own.find((each) => !hasEnded(each));
  if (own.length === 0 || open !== undefined) {
    return { reason: "The function's subsegments are not there.", mayStay: false };
  }
  const reason = 'The tracing mode is PassThrough: Lambda records no segments.';
  return { reason, mayStay: true };
}

function nameOf(entity: JsonObject): string {
  return asString(entity.name) ?? 'A subsegment';
}
