import { isJsonObject } from '../../aws/json.ts';
import { REFERENCE_TYPE } from '../../aws/trace-link.ts';
import type { Trace } from './trace.ts';
import type { Entity } from './trace-document.ts';

/** Another trace to which an entity of this one links: messages went from one to the other through a queue. */
export interface LinkedTrace {
  readonly traceId: string;
  /** Whether the other trace sent or received the message; undefined if it is not in the link. */
  readonly role: 'sender' | 'consumer' | undefined;
  /** The entity of the other trace. */
  readonly entityId: string | undefined;
  /** The name and the type of that entity, if the link has them. */
  readonly name: string | undefined;
  readonly type: string | undefined;
  /** When the consumer received the message, epoch milliseconds. */
  readonly receivedMs: number | undefined;
}

/** Each linked trace once, in the order of the entities. */
export function linkedTraces(trace: Trace): LinkedTrace[] {
  const found = new Map<string, LinkedTrace>();
  for (const entity of trace.byId.values()) {
    for (const link of linksOf(entity, trace.id)) {
      if (!found.has(link.traceId)) found.set(link.traceId, link);
    }
  }
  return [...found.values()];
}

/** The traces to which an entity links, each once. `traceId` is the entity's own trace. */
export function linksOf({ fields }: Entity, traceId: string): LinkedTrace[] {
  const links: readonly unknown[] = Array.isArray(fields.links) ? fields.links : [];
  const found = links.filter(isJsonObject).flatMap((link): LinkedTrace[] => {
    if (typeof link.trace_id !== 'string' || link.trace_id === traceId) return [];
    const attributes = isJsonObject(link.attributes) ? link.attributes : {};
    const reference = attributes[REFERENCE_TYPE];
    const names: unknown = attributes['aws.xray.reserved.names'];
    const seconds = attributes['aws.xray.reserved.received_event_end_time'];
    return [
      {
        traceId: link.trace_id,
        role: reference === 'parent' ? 'sender' : reference === 'child' ? 'consumer' : undefined,
        entityId: text(link.id),
        name: Array.isArray(names) ? text(names[0]) : undefined,
        type: text(attributes['aws.xray.reserved.type']),
        receivedMs: typeof seconds === 'number' ? seconds * 1000 : undefined,
      },
    ];
  });
  return [...new Map(found.map((link) => [link.traceId, link])).values()];
}

export function roleName({ role }: LinkedTrace): string {
  return role === undefined ? 'Linked trace' : role === 'sender' ? 'Sender' : 'Consumer';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
