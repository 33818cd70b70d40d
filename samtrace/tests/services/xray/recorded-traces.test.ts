import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Entity, SegmentDocument } from '../../../src/aws/segment-document.ts';
import { lambdaSegments, xrayWith } from './support.ts';
import { documentsOf } from './support-traces.ts';

const RECORDED = new URL('../../recorded-traces/', import.meta.url);

describe('a trace of samtrace', () => {
  it('has the members that Lambda records, in the order of X-Ray', () => {
    const [lambda, fn] = documentsOf(xrayWith(lambdaSegments('fn')));

    expect(Object.keys(lambda ?? {})).toEqual([
      ...['id', 'name', 'start_time', 'trace_id', 'end_time', 'http', 'aws', 'origin', 'resource_arn'],
    ]);
    expect(Object.keys(fn ?? {})).toEqual([
      ...['id', 'name', 'start_time', 'trace_id', 'end_time', 'parent_id', 'aws', 'origin', 'subsegments'],
    ]);
  });
});

describe('a trace that AWS has recorded', () => {
  it.each(recordedTraces())('is returned as recorded if its parts are sent one by one: $file', ({ segments }) => {
    const sent = segments.filter(({ inferred }) => !inferred).flatMap(apart);

    const xray = xrayWith(sent.reverse());

    const traceIds = new Set(segments.map(({ trace_id: traceId }) => traceId));
    const answered = [...traceIds].flatMap((id) => documentsOf(xray, id));
    // Where an inferred segment was recorded without its call, nothing can be inferred.
    const entityIds = new Set(segments.flatMap(idsOf));
    const expected = segments.filter(({ inferred, parent_id: parent }) => !inferred || entityIds.has(parent ?? ''));
    expect(answered.map(comparable).sort(byOrigin)).toEqual(expected.map(comparable).sort(byOrigin));
  });
});

function recordedTraces(): { file: string; segments: SegmentDocument[] }[] {
  const files = readdirSync(RECORDED).filter((file) => file.endsWith('.json'));
  return files.map((file) => {
    const { segments, trace } = JSON.parse(readFileSync(new URL(file, RECORDED), 'utf8'));
    return { file, segments: segments ?? trace.Segments };
  });
}

/** A segment without the SDK's subsegments, and those as the SDK sends them: alone, without what the service adds. */
function apart(segment: SegmentDocument): SegmentDocument[] {
  const alone: SegmentDocument[] = [];
  const withoutCalls = <T extends Entity>(entity: T): T => {
    if (!entity.subsegments) return entity;
    for (const call of entity.subsegments.filter(isCall)) {
      const { resource_names: _added, ...aws } = call.aws ?? {};
      alone.push({ ...call, aws, trace_id: segment.trace_id, parent_id: entity.id, type: 'subsegment' });
    }
    return { ...entity, subsegments: entity.subsegments.filter((child) => !isCall(child)).map(withoutCalls) };
  };
  return [withoutCalls(segment), ...alone];
}

function isCall({ namespace }: Entity): boolean {
  return namespace !== undefined;
}

function idsOf(entity: Entity): string[] {
  return [entity.id, ...(entity.subsegments ?? []).flatMap(idsOf)];
}

/** Inferred segments have ids of the service's making, and AWS orders subsegments by something like a hash. */
function comparable<T extends SegmentDocument>(segment: T): T {
  const sorted = (entities: readonly Entity[]): Entity[] =>
    entities.map((entity) => withSorted(entity)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const withSorted = <E extends Entity>(entity: E): E =>
    entity.subsegments ? { ...entity, subsegments: sorted(entity.subsegments) } : entity;
  return { ...withSorted(segment), ...(segment.inferred && { id: 'inferred' }) };
}

function byOrigin(a: SegmentDocument, b: SegmentDocument): number {
  return `${a.origin} ${a.name}` < `${b.origin} ${b.name}` ? -1 : 1;
}
