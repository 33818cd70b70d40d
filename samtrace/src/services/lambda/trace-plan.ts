import { formatTraceHeader, newSegmentId, newTraceId, parseTraceHeader } from '../../aws/trace-header.ts';
import type { TracingMode } from './contract.ts';
import type { Tracing } from './platform-records.ts';

/** The decisions about a request's trace, made when the request arrives. */
export interface TracePlan {
  readonly traceId: string;
  /** The caller's segment or subsegment. */
  readonly upstreamParent?: string;
  readonly sampled: boolean;
  /** Lambda records its own segments: tracing is Active and the request sampled. */
  readonly recorded: boolean;
  /** Further fields of the caller's header, passed through. */
  readonly rest: readonly string[];
}

/** `sample` decides where the caller's header does not. PassThrough never decides for sampling by itself. */
export function planTrace(
  mode: TracingMode,
  traceHeader: string | undefined,
  sample: () => boolean,
  nowMs: number,
): TracePlan {
  const { root, parent, sampled, rest } = parseTraceHeader(traceHeader);
  const decision = sampled ?? (mode === 'Active' && sample());
  return {
    traceId: root ?? newTraceId(nowMs),
    ...(root !== undefined && parent !== undefined && { upstreamParent: parent }),
    sampled: decision,
    recorded: decision && mode === 'Active',
    rest,
  };
}

/** The ids of one attempt's segments. */
export interface AttemptIds {
  /** The parent of the function's segment. */
  readonly parentId: string;
  readonly functionSegmentId: string;
  readonly invocationId: string;
}

export function newAttemptIds(parentId: string): AttemptIds {
  return { parentId, functionSegmentId: newSegmentId(), invocationId: newSegmentId() };
}

/**
 * The header that the runtime gets. Its parent is the Invocation subsegment, so that the function's own subsegments hang
 * there; under PassThrough it is the caller's. All three fields are always there: X-Ray's SDK switches itself off for the
 * life of the process when it once sees a header with a root alone.
 */
export function runtimeHeader(plan: TracePlan, ids: AttemptIds): string {
  const parent = plan.recorded ? ids.invocationId : (plan.upstreamParent ?? newSegmentId());
  return formatTraceHeader(plan.traceId, parent, plan.sampled, plan.rest);
}

/** The trace's part of the platform's records; undefined unless the trace is sampled. */
export function recordTracing(plan: TracePlan, ids: AttemptIds): Tracing | undefined {
  if (!plan.sampled) return undefined;
  const parent = plan.recorded ? ids.parentId : (plan.upstreamParent ?? ids.parentId);
  const value = formatTraceHeader(plan.traceId, parent, true, plan.rest);
  return { ...(plan.recorded && { spanId: ids.functionSegmentId }), type: 'X-Amzn-Trace-Id', value };
}
