import { createHash } from 'node:crypto';
import type { Entity, SegmentDocument } from '../../aws/segment-document.ts';
import { awsServiceOf } from './aws-services.ts';
import { downstreamOf, isCall } from './origin.ts';

/**
 * Whether X-Ray adds a segment for the called service: the call has ended. The caller of this function checks that no segment
 * of the service names the call as its parent.
 */
export function isFinishedCall(subsegment: Entity): boolean {
  return isCall(subsegment) && subsegment.end_time !== undefined;
}

/**
 * Whether a segment below the call comes from a service behind the called one. X-Ray puts the inferred segment of the called
 * service between the two.
 */
export function passesTraceOn({ namespace, name }: Entity): boolean {
  return namespace === 'aws' && awsServiceOf(name)?.passesTraceOn === true;
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

/** The same call always has the same ID, as if X-Ray had stored it. */
function derivedId(traceId: string, callId: string): string {
  return createHash('sha1').update(`${traceId}:${callId}`).digest('hex').slice(0, 16);
}
