/**
 * Finds what is missing in a trace. Segments arrive separately, in any order, and seconds apart.
 */
import { asNumber, type JsonObject } from '../shared/json.ts';
import { endsProcess, type FailureClass } from './classify.ts';
import type { ExpectedTrace } from './expected-trace.ts';
import {
  attemptSubsegment,
  functionSegment,
  functionSubsegments,
  hasEnded,
  serviceSegment,
  startOf,
  withSubsegments,
} from './segments.ts';

/** Why a trace is not complete. */
export interface Gap {
  reason: string;

  /** Whether this may never change. Then the trace counts as found if the next look is the same. */
  mayStay: boolean;
}

/**
 * Returns undefined if the trace is complete. Lambda's subsegments of the function, such as
 * `Initialization`, are not expected: AWS has renamed some and removed others.
 */
export function findGap(segments: JsonObject[], expected: ExpectedTrace): Gap | undefined {
  const service = serviceSegment(segments, expected.requestId);
  if (service === undefined && expected.isPassThrough) {
    return gapInPassThrough(segments, expected);
  }
  if (service === undefined && expected.isUnsampled) {
    const reason = 'The trace header says Sampled=0, so Lambda has recorded no segments.';
    return { reason, mayStay: false };
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
  if (endsProcess(failureClass) || failureClass === 'init') {
    // A subsegment that was open stays open.
    return undefined;
  }
  return openSubsegment(own) ?? lostParent(segments, own);
}

function openSubsegment(entity: JsonObject): Gap | undefined {
  const open = withSubsegments(entity).find((each) => !hasEnded(each));
  return open && { reason: `${open.name} has not ended.`, mayStay: false };
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
  return orphan && { reason: `The parent of ${orphan.name} is not there.`, mayStay: true };
}

function gapInPassThrough(segments: JsonObject[], expected: ExpectedTrace): Gap {
  const own = functionSubsegments(segments, expected);
  if (own.length === 0 || !own.every(hasEnded)) {
    return { reason: "The function's subsegments are not there.", mayStay: false };
  }
  const reason = 'The tracing mode is PassThrough: Lambda records no segments.';
  return { reason, mayStay: true };
}
