import type { Entity, SegmentDocument } from '../../../src/aws/segment-document.ts';
import type { XRay } from '../../../src/services/xray/service.ts';
import { TRACE_ID } from './support.ts';

/** A trace's documents as a reader gets them, parsed. */
export function documentsOf(xray: XRay, id = TRACE_ID): SegmentDocument[] {
  const [trace] = xray.batchGetTraces([id]);
  return (trace?.Segments ?? []).map(({ Document }) => JSON.parse(Document));
}

/** `name > name > …`: a line for each segment and subsegment, so that a test shows a tree at a glance. */
export function outline(entities: readonly Entity[], above = ''): string[] {
  return entities.flatMap((entity) => {
    const here = `${above}${entity.name}`;
    return [here, ...outline(entity.subsegments ?? [], `${here} > `)];
  });
}
