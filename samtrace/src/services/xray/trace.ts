import type { SegmentDocument } from '../../aws/segment-document.ts';
import type { CheckedDocument } from './document-check.ts';
import { readDocument } from './document-fields.ts';
import { inferredSegment, isFinishedCall, passesTraceOn } from './inferred.ts';
import type { EntityLinks } from './linked-traces.ts';
import { byStart, entitiesOf, isSubsegment, nestSubsegments } from './nesting.ts';
import type { Trace } from './shapes.ts';

/** The documents of one trace, by their ids. */
export interface TraceDocuments {
  readonly id: string;
  readonly documents: ReadonlyMap<string, CheckedDocument>;
  /** The links of other traces to entities of this trace. */
  links?(): EntityLinks | undefined;
}

/** An assembled trace: each subsegment is in its parent, and services that sent nothing have inferred segments. */
export interface AssembledTrace {
  readonly id: string;
  /** By start time. A separately sent subsegment whose parent has not arrived is here, too, with its `type`. */
  readonly segments: readonly SegmentDocument[];
  /** Epoch seconds: the earliest start and the latest end in it. Subsegments can end after their segment. */
  readonly startTime: number;
  readonly endTime: number;
}

/** The same documents result in the same trace, for any order of arrival. */
export function assembleTrace(stored: TraceDocuments): AssembledTrace {
  const documents = Array.from(stored.documents.values(), ({ json }) => readDocument(json)).sort(byStart);
  const nested = nestSubsegments(documents);
  addLinks(nested, stored.links?.());
  const segments = [...nested, ...inferredSegments(nested, stored.id)].sort(byStart);
  let startTime = Number.POSITIVE_INFINITY;
  let endTime = 0;
  for (const segment of segments) {
    for (const entity of entitiesOf(segment)) {
      startTime = Math.min(startTime, entity.start_time);
      endTime = Math.max(endTime, entity.end_time ?? entity.start_time);
    }
  }
  return { id: stored.id, segments, startTime, endTime };
}

/** As BatchGetTraces answers it. */
export function traceShape(trace: AssembledTrace, limitExceeded: boolean): Trace {
  return {
    Id: trace.id,
    Duration: roundToMs(trace.endTime - trace.startTime),
    LimitExceeded: limitExceeded,
    Segments: trace.segments.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
  };
}

/** Seconds as X-Ray prints durations. */
export function roundToMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** To each entity that others link with. */
function addLinks(segments: readonly SegmentDocument[], links: EntityLinks | undefined): void {
  if (links === undefined) return;
  for (const segment of segments) {
    for (const entity of entitiesOf(segment)) {
      const added = links.get(entity.id);
      if (added !== undefined) entity.links = [...(entity.links ?? []), ...added];
    }
  }
}

function inferredSegments(segments: readonly SegmentDocument[], traceId: string): SegmentDocument[] {
  const children = Map.groupBy(segments, (segment) => (isSubsegment(segment) ? undefined : segment.parent_id));
  const inferred: SegmentDocument[] = [];
  for (const segment of segments) {
    for (const entity of entitiesOf(segment)) {
      if (entity === segment && !isSubsegment(segment)) continue;
      if (!isFinishedCall(entity)) continue;
      const answers = children.get(entity.id) ?? [];
      if (answers.length > 0 && !passesTraceOn(entity)) continue;
      const added = inferredSegment(entity, traceId);
      inferred.push(added);
      for (const answer of answers) answer.parent_id = added.id;
    }
  }
  return inferred;
}
