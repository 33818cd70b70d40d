import { counted } from './format.ts';
import type { Entity } from './trace-document.ts';

/** The entities of a trace, with their known parents. */
interface Forest {
  readonly roots: readonly Entity[];
  readonly byId: ReadonlyMap<string, Entity>;
}

/** Segments of services that run no code with an SDK, so that no subsegment of an SDK belongs to them. */
const WITHOUT_CODE = new Set(['AWS::Lambda', 'AWS::ApiGateway::Stage']);

/**
 * The roots whose parent will not arrive: the segment that created them has ended. A subsegment is sent when it
 * ends. So the function never closed the parent, or its document was lost.
 */
export function lostChildren({ roots, byId }: Forest): ReadonlySet<Entity> {
  const entities = [...byId.values()];
  if (entities.some((entity) => isOpen(entity, byId))) return new Set();
  const segments = entities.filter(({ isSegment, inferred, origin }) => {
    return isSegment && !inferred && !WITHOUT_CODE.has(origin ?? '');
  });
  const isInside = ({ startMs }: Entity, segment: Entity) =>
    segment.startMs <= startMs && startMs <= (segment.endMs ?? segment.startMs);
  return new Set(roots.filter((root) => !root.isSegment && segments.some((segment) => isInside(root, segment))));
}

/** A segment that has not ended, or an attempt of Lambda. An open subsegment of the function itself was abandoned. */
function isOpen(entity: Entity, byId: ReadonlyMap<string, Entity>): boolean {
  if (entity.endMs !== undefined) return false;
  return entity.isSegment || byId.get(entity.parentId ?? '')?.origin === 'AWS::Lambda';
}

export function lostParentProblems(trace: Forest): string[] {
  const lost = lostChildren(trace).size;
  const waiting = trace.roots.filter((root) => !root.isSegment).length - lost;
  return [
    ...(waiting > 0 ? [`${parentsOf(waiting)} not in the trace: the function is probably still running.`] : []),
    ...(lost > 0
      ? [
          `${parentsOf(lost)} not in the trace, although the function has ended: it did not close the parent, or the document was lost.`,
        ]
      : []),
  ];
}

function parentsOf(count: number): string {
  return `The parent of ${counted(count, 'subsegment')} is`;
}
