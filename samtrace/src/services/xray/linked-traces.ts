import type { SegmentDocument } from '../../aws/segment-document.ts';
import { isTraceLink, REFERENCE_TYPE, type TraceLink } from '../../aws/trace-link.ts';
import type { CheckedDocument } from './document-check.ts';

/** The most links of a segment, and of a trace: https://docs.aws.amazon.com/general/latest/gr/xray.html */
const MAX_SEGMENT_LINKS = 20;
const MAX_TRACE_LINKS = 100;
/**
 * The maximum number of traces with links. A trace that is removed loses its links, but a link can name a trace that never arrives, or
 * one that was removed before. The links that were made first go first.
 */
const MAX_LINKED_TRACES = 20_000;

/** The links that the entities of one trace get from other traces, by entity. */
export type EntityLinks = ReadonlyMap<string, readonly TraceLink[]>;

/**
 * X-Ray adds the link to the consumer itself: a consumer's segment names its senders, and each sender's trace then has a link
 * back. The links are only in the documents, so that they exist again after a restart.
 */
export class LinkedTraces {
  readonly #links = new Map<string, Map<string, TraceLink[]>>();

  /** Takes in a document, and answers the ids of the traces that got a link by it. */
  add(document: CheckedDocument): string[] {
    if (!document.json.includes(REFERENCE_TYPE)) return [];
    const consumer = JSON.parse(document.json) as SegmentDocument;
    const links: unknown[] = Array.isArray(consumer.links) ? consumer.links : [];
    return links.flatMap((link) => {
      if (!isTraceLink(link) || link.attributes[REFERENCE_TYPE] !== 'parent') return [];
      return this.#addChild(link, childLink(consumer, link)) ? [link.trace_id] : [];
    });
  }

  of(traceId: string): EntityLinks | undefined {
    return this.#links.get(traceId);
  }

  forget(traceId: string): void {
    this.#links.delete(traceId);
  }

  /** Returns false for an existing link, or above the maximum. */
  #addChild(parent: TraceLink, child: TraceLink): boolean {
    const entities = this.#links.get(parent.trace_id) ?? new Map<string, TraceLink[]>();
    const links = entities.get(parent.id) ?? [];
    const count = [...entities.values()].reduce((sum, each) => sum + each.length, 0);
    const isKnown = links.some(({ trace_id: traceId, id }) => traceId === child.trace_id && id === child.id);
    if (isKnown || links.length >= MAX_SEGMENT_LINKS || count >= MAX_TRACE_LINKS) return false;
    entities.set(parent.id, [...links, child]);
    this.#links.set(parent.trace_id, entities);
    const [first] = this.#links.keys();
    if (this.#links.size > MAX_LINKED_TRACES && first !== undefined) this.#links.delete(first);
    return true;
  }
}

function childLink({ trace_id: traceId, id, name, origin }: SegmentDocument, { attributes }: TraceLink): TraceLink {
  return {
    trace_id: traceId,
    id,
    attributes: {
      ...attributes,
      [REFERENCE_TYPE]: 'child',
      ...(origin !== undefined && { 'aws.xray.reserved.type': origin }),
      'aws.xray.reserved.names': [name],
    },
  };
}
