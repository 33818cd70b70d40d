/**
 * A link between two traces, as X-Ray writes it: to the consumer of a queue on the entity that sent the message, and back to
 * the sender on the consumer's segment. https://docs.aws.amazon.com/xray/latest/devguide/xray-tracelinking.html
 */
export interface TraceLink {
  readonly trace_id: string;
  /** The ID of a segment or subsegment in that trace. */
  readonly id: string;
  readonly attributes: TraceLinkAttributes;
}

export interface TraceLinkAttributes {
  /** The role of the linked entity: `child` is the consumer, and `parent` is the sender. */
  readonly 'aws.xray.reserved.reference_type': 'child' | 'parent';
  readonly 'aws.xray.reserved.type'?: string;
  readonly 'aws.xray.reserved.names'?: readonly string[];
  /** Epoch seconds: until when the message was in the queue. */
  readonly 'aws.xray.reserved.received_event_end_time'?: number;
  readonly 'aws.xray.reserved.dwell_end_time'?: number;
}

export const REFERENCE_TYPE = 'aws.xray.reserved.reference_type';

export function isTraceLink(value: unknown): value is TraceLink {
  if (typeof value !== 'object' || value === null) return false;
  const { trace_id: traceId, id, attributes } = value as Record<string, unknown>;
  if (typeof attributes !== 'object' || attributes === null) return false;
  const kind = (attributes as Record<string, unknown>)[REFERENCE_TYPE];
  return typeof traceId === 'string' && typeof id === 'string' && (kind === 'child' || kind === 'parent');
}
