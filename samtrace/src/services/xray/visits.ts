import type { Entity, HttpData, SegmentDocument } from '../../aws/segment-document.ts';
import { isTraceLink, REFERENCE_TYPE } from '../../aws/trace-link.ts';
import { entitiesOf, isSubsegment } from './nesting.ts';
import { downstreamOf } from './origin.ts';
import type { AssembledTrace } from './trace.ts';

/** How a segment or a call went. Times are epoch seconds; without an end it is still in progress. */
export interface Outcome {
  readonly startTime: number;
  readonly endTime: number | undefined;
  readonly error: boolean;
  readonly fault: boolean;
  readonly throttle: boolean;
  readonly http: HttpData | undefined;
}

/** One segment, inferred ones too, seen as a visit of a service: a node of the service graph. */
export interface Visit extends Outcome {
  readonly name: string;
  /** `AWS::…`, `remote`, `Database::SQL`; undefined for an application that names no origin. */
  readonly type: string | undefined;
  readonly accountId: string | undefined;
  readonly inferred: boolean;
  /** The segment that the client called. */
  readonly root: boolean;
  /** From the earliest start to the latest end of the segment and everything in it. */
  readonly spanStart: number;
  readonly spanEnd: number;
  readonly user: string | undefined;
}

/** One call between two visits: an edge of the service graph. The outcome is the caller's view. */
export interface Call extends Outcome {
  /** Index of the calling visit; undefined for the client. */
  readonly from: number | undefined;
  readonly to: number;
}

/** A dashed edge of the service graph: to the consumer of a queue, in another trace. */
export interface LinkedService {
  /** Index of the visit that the message went through. */
  readonly from: number;
  readonly name: string;
  readonly type: string;
  /** Epoch seconds: until when the message was in the queue. */
  readonly time: number;
}

export interface TraceServices {
  /** In the order of the trace's segments. */
  readonly visits: readonly Visit[];
  readonly calls: readonly Call[];
  readonly links: readonly LinkedService[];
}

/** Who was visited in a trace, and who called whom. */
export function servicesOf(trace: AssembledTrace): TraceServices {
  const segments = trace.segments.filter((segment) => !isSubsegment(segment));
  const root = rootOf(trace);
  // Subsegments whose parent is missing belong to no visit, but a service that they called was visited all the same.
  const owners = new Map<string, { entity: Entity; visit: number | undefined }>();
  const visitIndex = new Map(segments.map((segment, index) => [segment, index]));
  for (const segment of trace.segments) {
    const visit = visitIndex.get(segment);
    for (const entity of entitiesOf(segment)) owners.set(entity.id, { entity, visit });
  }
  const visits: Visit[] = [];
  const calls: Call[] = [];
  for (const [to, segment] of segments.entries()) {
    const caller = owners.get(segment.parent_id ?? '');
    visits.push(visitOf(segment, caller?.entity, segment === root));
    if (segment === root) calls.push({ ...outcomeOf(segment), from: undefined, to });
    else if (caller?.visit !== undefined) calls.push({ ...outcomeOf(caller.entity), from: caller.visit, to });
  }
  return { visits, calls, links: linksOf(segments) };
}

/** The queue that an instrumented client called is an inferred segment: the link begins there, else at the segment itself. */
function linksOf(segments: readonly SegmentDocument[]): LinkedService[] {
  return segments.flatMap((segment, index) =>
    [...entitiesOf(segment)].flatMap((entity) => {
      const queue = segments.findIndex(({ inferred, parent_id: parentId }) => inferred && parentId === entity.id);
      return (entity.links ?? []).flatMap((link) => consumersIn(link, queue < 0 ? index : queue, entity));
    }),
  );
}

function consumersIn(link: unknown, from: number, entity: Entity): LinkedService[] {
  if (!isTraceLink(link) || link.attributes[REFERENCE_TYPE] !== 'child') return [];
  const type = link.attributes['aws.xray.reserved.type'];
  const time = link.attributes['aws.xray.reserved.dwell_end_time'] ?? entity.end_time ?? entity.start_time;
  const names = link.attributes['aws.xray.reserved.names'] ?? [];
  return type === undefined ? [] : names.map((name) => ({ from, name, type, time }));
}

/**
 * The segment that answered the client: the one without a parent, or, where the caller sent a trace header but no segment,
 * the earliest whose parent is not in the trace.
 */
export function rootOf({ segments }: AssembledTrace): SegmentDocument | undefined {
  const sent = segments.filter((segment) => !isSubsegment(segment) && !segment.inferred);
  const parentless = sent.find(({ parent_id: parentId }) => parentId === undefined);
  if (parentless) return parentless;
  const ids = new Set(segments.flatMap((segment) => Array.from(entitiesOf(segment), ({ id }) => id)));
  return sent.find(({ parent_id: parentId }) => parentId !== undefined && !ids.has(parentId));
}

function visitOf(segment: SegmentDocument, call: Entity | undefined, root: boolean): Visit {
  const downstream = segment.inferred && call ? downstreamOf(call) : { name: segment.name, type: segment.origin };
  const accountId = segment.aws?.account_id;
  let spanStart = segment.start_time;
  let spanEnd = segment.end_time ?? segment.start_time;
  for (const entity of entitiesOf(segment)) {
    spanStart = Math.min(spanStart, entity.start_time);
    spanEnd = Math.max(spanEnd, entity.end_time ?? entity.start_time);
  }
  return {
    ...outcomeOf(segment),
    ...downstream,
    accountId: typeof accountId === 'string' ? accountId : undefined,
    inferred: segment.inferred ?? false,
    root,
    spanStart,
    spanEnd,
    user: segment.user,
  };
}

function outcomeOf(entity: Entity): Outcome {
  return {
    startTime: entity.start_time,
    endTime: entity.end_time,
    error: entity.error ?? false,
    fault: entity.fault ?? false,
    throttle: entity.throttle ?? entity.http?.response?.status === 429,
    http: entity.http,
  };
}
