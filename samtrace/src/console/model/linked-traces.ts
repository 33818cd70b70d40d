import { isJsonObject } from '../../aws/json.ts';
import { REFERENCE_TYPE } from '../../aws/trace-link.ts';
import type { Trace } from './trace.ts';

/** Another trace that an entity of this one names: of messages that went through a queue. */
export interface LinkedTrace {
  readonly traceId: string;
  /** What made the message, or what it led to; undefined where the link does not say. */
  readonly role: 'sender' | 'consumer' | undefined;
  /** The entity of the other trace. */
  readonly entityId: string | undefined;
}

/** Each linked trace once, in the order of the entities. */
export function linkedTraces(trace: Trace): LinkedTrace[] {
  const found = new Map<string, LinkedTrace>();
  for (const { fields } of trace.byId.values()) {
    const links: readonly unknown[] = Array.isArray(fields.links) ? fields.links : [];
    for (const link of links.filter(isJsonObject)) {
      if (typeof link.trace_id !== 'string' || link.trace_id === trace.id || found.has(link.trace_id)) continue;
      const type = isJsonObject(link.attributes) ? link.attributes[REFERENCE_TYPE] : undefined;
      const role = type === 'parent' ? 'sender' : type === 'child' ? 'consumer' : undefined;
      const entityId = typeof link.id === 'string' ? link.id : undefined;
      found.set(link.trace_id, { traceId: link.trace_id, role, entityId });
    }
  }
  return [...found.values()];
}
