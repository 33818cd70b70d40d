import { createHash } from 'node:crypto';
import type { Entity, SegmentDocument } from '../../aws/segment-document.ts';
import { downstreamOf } from './origin.ts';

/**
 * Whether X-Ray stands in for the called service: the call is finished and says that it left the process. The caller has
 * to see that no segment of the service names the call as its parent.
 */
export function isFinishedCall(subsegment: Entity): boolean {
  return subsegment.namespace !== undefined && subsegment.end_time !== undefined;
}

/**
 * Services that send no segment and pass the caller's trace header on, by the names of their clients: what they call names
 * the caller's subsegment as its parent, and X-Ray puts the inferred segment between the two.
 */
const PASSING_ON = new Set(['EventBridge', 'Events', 'S3', 'SNS', 'SQS']);

/** Whether a segment below the call comes from a service behind the called one. */
export function passesTraceOn({ namespace, name }: Entity): boolean {
  return namespace === 'aws' && PASSING_ON.has(name);
}

/**
 * The segment that X-Ray adds for a service that sends none: `{id, name:"DynamoDB", aws, http, annotations, …}` becomes
 * `{id:<new>, parent_id:<id>, name:"DynamoDB", inferred:true, aws, http, origin:"AWS::DynamoDB::Table"}`.
 */
export function inferredSegment(call: Entity, traceId: string): SegmentDocument {
  const { type } = downstreamOf(call);
  const { error, fault, throttle, http, aws, sql } = call;
  return {
    id: derivedId(traceId, call.id),
    name: call.name,
    start_time: call.start_time,
    trace_id: traceId,
    ...(call.end_time !== undefined && { end_time: call.end_time }),
    parent_id: call.id,
    inferred: true,
    ...(error !== undefined && { error }),
    ...(fault !== undefined && { fault }),
    ...(throttle !== undefined && { throttle }),
    ...(http && { http }),
    ...(aws && { aws }),
    ...(sql && { sql }),
    // A host of unknown kind is `remote` on the map; its document names no origin.
    ...(type !== 'remote' && { origin: type }),
  };
}

/** The same call gives the same id at every reading, as if X-Ray had stored it. */
function derivedId(traceId: string, callId: string): string {
  return createHash('sha1').update(`${traceId}:${callId}`).digest('hex').slice(0, 16);
}
