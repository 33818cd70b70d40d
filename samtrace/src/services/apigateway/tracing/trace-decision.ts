import { formatTraceHeader, newTraceId, parseTraceHeader } from '../../../aws/trace-header.ts';

/** The decision about a request's trace, when the request arrives. */
export interface TraceDecision {
  readonly traceId: string;
  /** The client's segment or subsegment. */
  readonly parent?: string;
  /** Absent when the decision is left to the function. */
  readonly sampled?: boolean;
  /** The stage's segment is recorded. */
  readonly recorded: boolean;
  /** Further fields of the client's header, passed on. */
  readonly rest: readonly string[];
  /** `X-Amzn-Trace-Id` as the event shows it. */
  readonly eventHeader: string;
}

interface DecisionOptions {
  readonly header: string | undefined;
  /** A REST API's stage with `TracingEnabled`. */
  readonly tracingEnabled: boolean;
  /** HTTP APIs and function URLs record no segment. */
  readonly records: boolean;
  sample(): boolean;
  readonly nowMs: number;
}

/**
 * Active tracing samples if the header of the client has no decision. Without active tracing, a REST API records a segment
 * only if the header of the client has the decision to sample.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-services-apigateway.html
 */
export function decideTrace({ header, tracingEnabled, records, sample, nowMs }: DecisionOptions): TraceDecision {
  const given = parseTraceHeader(header);
  const traceId = given.root ?? newTraceId(nowMs);
  const sampled = given.sampled ?? (tracingEnabled ? sample() : undefined);
  return {
    traceId,
    ...(given.root !== undefined && given.parent !== undefined && { parent: given.parent }),
    ...(sampled !== undefined && { sampled }),
    recorded: records && sampled === true,
    rest: given.rest,
    eventHeader: given.root === undefined ? `Root=${traceId}` : (header ?? ''),
  };
}

/**
 * The header of the answer: the client's own one if it names a parent, and otherwise one with a parent. LocalStack's test
 * test_invocation_trace_id found both on AWS. `parentId` is the API's subsegment for the call.
 */
export function answerTraceHeader(trace: TraceDecision, parentId: string): string {
  if (trace.parent !== undefined) return trace.eventHeader;
  const sampled = trace.sampled === undefined ? [] : [`Sampled=${trace.sampled ? 1 : 0}`];
  return [`Root=${trace.traceId}`, `Parent=${parentId}`, ...sampled, ...trace.rest].join(';');
}

/** The header that the function is invoked with. `parentId` is the API's subsegment for the call, if one is recorded. */
export function lambdaTraceHeader(trace: TraceDecision, parentId: string): string {
  if (trace.recorded) return formatTraceHeader(trace.traceId, parentId, true, trace.rest);
  const fields = [
    `Root=${trace.traceId}`,
    ...(trace.parent === undefined ? [] : [`Parent=${trace.parent}`]),
    ...(trace.sampled === undefined ? [] : [`Sampled=${trace.sampled ? 1 : 0}`]),
  ];
  return [...fields, ...trace.rest].join(';');
}
