import { type Account, functionArn } from '../../aws/arn.ts';
import type { Entity, SegmentDocument } from '../../aws/segment-document.ts';
import { newSegmentId } from '../../aws/trace-header.ts';
import type { TraceLink } from '../../aws/trace-link.ts';
import type { FunctionDefinition } from './contract.ts';
import type { Outcome } from './environment-run.ts';
import type { Span } from './event-run.ts';
import type { AttemptIds, TracePlan } from './trace-plan.ts';

/**
 * The segments that Lambda itself records, in the style with Initialization, Invocation and Overhead:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html#services-xray-traces
 */

/** The request as the Lambda service sees it. */
export interface ServiceSegment extends Span {
  readonly id: string;
  readonly requestId: string;
  readonly functionName: string;
  /** 200, 202 for an asynchronous invocation (the span is then that of its acceptance), 429 when throttled. */
  readonly status: 200 | 202 | 429;
  readonly failed: boolean;
  readonly subsegments?: readonly Entity[];
  readonly links?: readonly TraceLink[];
}

/** The `AWS::Lambda` segment. */
export function serviceSegment(plan: TracePlan, account: Account, service: ServiceSegment): SegmentDocument {
  return {
    id: service.id,
    name: service.functionName,
    start_time: Math.floor(service.startMs) / 1000,
    trace_id: plan.traceId,
    end_time: Math.ceil(service.endMs) / 1000,
    ...(plan.upstreamParent !== undefined && { parent_id: plan.upstreamParent }),
    ...((service.failed || service.status === 429) && { error: true }),
    ...(service.status === 429 && { throttle: true }),
    http: { response: { status: service.status } },
    aws: { request_id: service.requestId },
    origin: 'AWS::Lambda',
    resource_arn: functionArn(account, service.functionName),
    ...(service.links && service.links.length > 0 && { links: [...service.links] }),
    ...(service.subsegments && { subsegments: [...service.subsegments] }),
  };
}

/** The `AWS::Lambda::Function` segment of one attempt. */
export function functionSegment(
  plan: TracePlan,
  account: Account,
  { functionName, logging }: Pick<FunctionDefinition, 'functionName' | 'logging'>,
  ids: AttemptIds,
  outcome: Outcome,
): SegmentDocument {
  const arn = functionArn(account, functionName);
  const failed = outcome.functionError !== undefined;
  const subsegment = (name: string, span: Span, more: Partial<Entity> = {}): Entity => ({
    id: newSegmentId(),
    name,
    start_time: seconds(span.startMs),
    end_time: seconds(span.endMs),
    ...more,
    aws: { function_arn: arn },
  });
  return {
    id: ids.functionSegmentId,
    name: functionName,
    start_time: seconds(outcome.startMs),
    trace_id: plan.traceId,
    end_time: seconds(outcome.endMs),
    parent_id: ids.parentId,
    ...(failed && { error: true, ...(outcome.cause && { cause: outcome.cause }) }),
    aws: {
      account_id: account.accountId,
      function_arn: arn,
      cloudwatch_logs: [{ log_group: logging.logGroup }],
      resource_names: [functionName],
    },
    origin: 'AWS::Lambda::Function',
    subsegments: [
      // For a cold start: before the start of the segment.
      ...outcome.inits.map((init) => subsegment('Initialization', init, init.failure && { error: true })),
      ...(outcome.invocation
        ? [subsegment('Invocation', outcome.invocation, { id: ids.invocationId, ...(failed && { error: true }) })]
        : []),
      ...(outcome.overhead ? [subsegment('Overhead', outcome.overhead)] : []),
    ],
  };
}

/** From an asynchronous request's acceptance until its first attempt. */
export function dwellTime(span: Span): Entity {
  return {
    id: newSegmentId(),
    name: 'Dwell Time',
    start_time: Math.floor(span.startMs) / 1000,
    end_time: Math.floor(span.endMs) / 1000,
  };
}

/** One attempt of an asynchronous request. The status is the status of Lambda, for any result of the function. */
export function attemptSubsegment(id: string, attempt: number, span: Span, failed: boolean): Entity {
  return {
    id,
    name: `Attempt #${attempt}`,
    start_time: Math.floor(span.startMs) / 1000,
    end_time: Math.ceil(span.endMs) / 1000,
    ...(failed && { error: true }),
    http: { response: { status: 200 } },
  };
}

/** X-Ray's unit, to the microsecond. */
function seconds(epochMs: number): number {
  return Math.round(epochMs * 1000) / 1_000_000;
}
