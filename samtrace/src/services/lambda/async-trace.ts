import { formatTraceHeader, newSegmentId } from '../../aws/trace-header.ts';
import { preciseNowMs } from './clock.ts';
import type { LambdaOptions } from './contract.ts';
import type { Span } from './event-run.ts';
import type { LambdaFunction } from './function.ts';
import { attemptSubsegment, dwellTime } from './segments.ts';
import type { TracePlan } from './trace-plan.ts';

/**
 * Records one asynchronous invocation: its `AWS::Lambda` segment with Dwell Time and Attempt #1, which is sent after the
 * first attempt, and every later attempt as a separate subsegment.
 */
export class AsyncTrace {
  readonly plan: TracePlan;
  /** The segment's times: from the event's arrival until it was accepted. */
  readonly #acceptance: Span;
  readonly #requestId: string;
  readonly #fn: LambdaFunction;
  readonly #recordSegment: LambdaOptions['recordSegment'];
  readonly #segmentId = newSegmentId();

  constructor(
    fn: LambdaFunction,
    requestId: string,
    traceHeader: string | undefined,
    recordSegment: LambdaOptions['recordSegment'],
  ) {
    const startMs = preciseNowMs();
    this.#fn = fn;
    this.#requestId = requestId;
    this.#recordSegment = recordSegment;
    this.plan = fn.plan(traceHeader);
    this.#acceptance = { startMs, endMs: preciseNowMs() };
  }

  /** When the event arrived, epoch milliseconds. */
  get acceptedMs(): number {
    return this.#acceptance.startMs;
  }

  /**
   * The trace header of the on-failure record, which SQS keeps as the message attribute `AWSTraceHeader`. Its parent is the
   * `AWS::Lambda` segment (inferred: AWS documents the attribute, but not which segment sends it).
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
   */
  get destinationHeader(): string {
    const { traceId, recorded, upstreamParent, sampled, rest } = this.plan;
    const parent = recorded ? this.#segmentId : (upstreamParent ?? this.#segmentId);
    return formatTraceHeader(traceId, parent, sampled, rest);
  }

  /** `id` is the subsegment's; the function's segment is its child. `attempt` counts from 1. */
  recordAttempt(id: string, attempt: number, span: Span, failed: boolean): void {
    if (!this.plan.recorded) return;
    const subsegment = attemptSubsegment(id, attempt, span, failed);
    if (attempt === 1) {
      const dwell = dwellTime({ startMs: this.acceptedMs, endMs: span.startMs });
      this.#recordService([dwell, subsegment], failed);
      return;
    }
    this.#recordSegment({
      ...subsegment,
      type: 'subsegment',
      trace_id: this.plan.traceId,
      parent_id: this.#segmentId,
    });
  }

  /** Records an event that was given up before its first attempt: it only waited. */
  recordWait(): void {
    this.#recordService([dwellTime({ startMs: this.acceptedMs, endMs: preciseNowMs() })], false);
  }

  #recordService(subsegments: ReturnType<typeof dwellTime>[], failed: boolean): void {
    const segment = { id: this.#segmentId, requestId: this.#requestId, status: 202 as const, failed, subsegments };
    this.#fn.recordService(this.plan, { ...segment, ...this.#acceptance });
  }
}
