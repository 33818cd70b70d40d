import { compareSpans, tookNoTime } from '../../aws/compare-spans.ts';
import type { Entity, SegmentDocument } from '../../aws/segment-document.ts';

/**
 * How many subsegments that were sent alone may be within each other. A trace of 500 kB has room for a chain of 3,000,
 * which would exhaust the stack of every reader.
 */
const NESTING_LIMIT = 250;

/**
 * Puts subsegments that were sent alone into their parents: `{id:A}, {id:B, parent_id:A, type:"subsegment"}` becomes
 * `{id:A, subsegments:[{id:B}]}`. A subsegment stays alone if its parent is missing, if it is its own ancestor, or if it
 * would be nested too deep.
 */
export function nestSubsegments(documents: readonly SegmentDocument[]): SegmentDocument[] {
  const alone = documents.filter(isSubsegment);
  const childrenOf = Map.groupBy(alone, ({ parent_id: parentId }) => parentId);
  const placed = new Set<string>();

  const place = (entity: Entity, depth: number): void => {
    placed.add(entity.id);
    const children: Entity[] = [];
    const sentAlone = depth < NESTING_LIMIT ? (childrenOf.get(entity.id) ?? []) : [];
    for (const child of [...(entity.subsegments ?? []), ...sentAlone].sort(completeFirst)) {
      if (placed.has(child.id)) continue;
      place(child, depth + 1);
      children.push(embedded(child));
    }
    if (children.length > 0) entity.subsegments = children.sort(byStart);
  };

  const segments = documents.filter((document) => !isSubsegment(document));
  for (const segment of segments) place(segment, 0);
  const sentIds = new Set(alone.flatMap((document) => [...entitiesOf(document)].map(({ id }) => id)));
  const lost = alone.filter(({ parent_id: parentId }) => !sentIds.has(parentId ?? ''));
  for (const subsegment of [...lost, ...alone]) {
    if (placed.has(subsegment.id)) continue;
    place(subsegment, 0);
    segments.push(subsegment);
  }
  return segments;
}

/** An entity and everything below it, parents first. */
export function* entitiesOf(entity: Entity): Generator<Entity> {
  yield entity;
  for (const subsegment of entity.subsegments ?? []) yield* entitiesOf(subsegment);
}

export function isSubsegment(document: SegmentDocument): boolean {
  return document.type === 'subsegment';
}

/** By start, see {@link compareSpans}. Subsegments of one millisecond stay in the order of their arrival: they began in it. */
export function byStart(a: Entity, b: Entity): number {
  const order = compareSpans(a.start_time, a.end_time, b.start_time, b.end_time);
  if (order !== 0 || tookNoTime(a.start_time, a.end_time)) return order;
  return a.id < b.id ? -1 : 1;
}

/** A subsegment can arrive twice, in progress inside its segment and then complete and alone: the complete one counts. */
function completeFirst(a: Entity, b: Entity): number {
  return Number(a.in_progress ?? false) - Number(b.in_progress ?? false);
}

/** Nested subsegments have no trace_id and parent_id, because the tree contains both. */
function embedded(entity: Entity & Partial<SegmentDocument>): Entity {
  const { trace_id: _traceId, parent_id: _parentId, type: _type, ...rest } = entity;
  return rest;
}
