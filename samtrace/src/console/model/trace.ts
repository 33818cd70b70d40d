import { compareSpans } from '../../aws/compare-spans.ts';
import { isJsonObject } from '../../aws/json.ts';
import type { TraceShape } from './aws-shapes.ts';
import { clockProblems } from './clocks.ts';
import { lostParentProblems } from './lost-parents.ts';
import { type Entity, readDocument } from './trace-document.ts';

/** A trace as a forest. A segment is a child of the subsegment that called its service. */
export interface Trace {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Entities without a parent in this trace, by start. A complete trace has one. */
  readonly roots: readonly Entity[];
  readonly byId: ReadonlyMap<string, Entity>;
  /** Descriptions of documents that cannot be read or do not fit together. */
  readonly problems: readonly string[];
  readonly shape: TraceShape;
}

/**
 * Assembles the documents of a trace. They can arrive in any order, late, twice, or not at all. Of two entities with the same
 * ID, the finished one counts. An entity without its parent becomes a root, and a problem is reported.
 */
export function readTrace(shape: TraceShape): Trace {
  const problems: string[] = [];
  const byId = new Map<string, Entity>();
  for (const segment of shape.Segments ?? []) {
    const entities = readDocument(parse(segment.Document));
    if (entities.length === 0) problems.push(`Segment ${segment.Id ?? '(no id)'} is not a readable document.`);
    for (const entity of entities) {
      const known = byId.get(entity.id);
      if (known === undefined || known.endMs === undefined) byId.set(entity.id, entity);
    }
  }
  const roots = adopt(byId, problems);
  if (shape.LimitExceeded) problems.push('X-Ray reached its size limit for this trace: documents are missing.');
  const all = [...byId.values()];
  const startMs = all.reduce((min, entity) => Math.min(min, entity.startMs), Number.POSITIVE_INFINITY);
  return {
    id: shape.Id ?? '(no id)',
    startMs: all.length === 0 ? 0 : startMs,
    endMs: all.reduce((max, entity) => Math.max(max, entity.endMs ?? entity.startMs), 0),
    roots,
    byId,
    problems,
    shape,
  };
}

/** Fills `children` and returns the roots. */
function adopt(byId: ReadonlyMap<string, Entity>, problems: string[]): Entity[] {
  const roots: Entity[] = [];
  for (const entity of byId.values()) (parentOf(entity, byId)?.children ?? roots).push(entity);
  problems.push(...lostParentProblems({ roots, byId }), ...clockProblems(byId));

  // Entities that no root leads to form rings, because invalid documents can name each other as parent. Cuts each ring once.
  const reached = new Set(entitiesOf(roots));
  for (const entity of byId.values()) {
    if (reached.has(entity)) continue;
    const siblings = parentOf(entity, byId)?.children;
    siblings?.splice(siblings.indexOf(entity), 1);
    roots.push(entity);
    for (const member of entitiesOf([entity])) reached.add(member);
    problems.push(`${entity.name} is among its own descendants.`);
  }
  for (const entity of byId.values()) entity.children.sort(byStart);
  return roots.sort(byStart);
}

function parentOf(entity: Entity, byId: ReadonlyMap<string, Entity>): Entity | undefined {
  return entity.parentId === undefined ? undefined : byId.get(entity.parentId);
}

function byStart(a: Entity, b: Entity): number {
  return compareSpans(a.startMs, a.endMs, b.startMs, b.endMs);
}

function parse(document: string | undefined): unknown {
  try {
    return JSON.parse(document ?? '');
  } catch {
    return undefined; // The caller reports it as a problem.
  }
}

/** Every entity, parents before children, siblings by start. */
export function* entitiesOf(roots: readonly Entity[]): Generator<Entity> {
  const open = [...roots].reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    for (let i = next.children.length - 1; i >= 0; i -= 1) {
      const child = next.children[i];
      if (child) open.push(child);
    }
  }
}

/** The IDs of the requests in the trace, in order of start. */
export function requestIds(trace: Trace): string[] {
  const ids = new Set<string>();
  for (const entity of entitiesOf(trace.roots)) {
    const id = requestIdOf(entity);
    if (typeof id === 'string' && id !== '') ids.add(id);
  }
  return [...ids];
}

/** A Lambda segment contains the request ID, but arrives when the request is over. Until then, an annotation of a subsegment has it. */
function requestIdOf({ isSegment, inferred, fields }: Entity): unknown {
  if (!isSegment) return isJsonObject(fields.annotations) ? fields.annotations.request_id : undefined;
  return !inferred && isJsonObject(fields.aws) ? fields.aws.request_id : undefined;
}

/** The log groups in the segments of the trace. */
export function logGroups(trace: Trace): string[] {
  const groups = new Set<string>();
  for (const entity of entitiesOf(trace.roots)) {
    const logs = isJsonObject(entity.fields.aws) ? entity.fields.aws.cloudwatch_logs : undefined;
    for (const log of Array.isArray(logs) ? logs : []) {
      if (isJsonObject(log) && typeof log.log_group === 'string') groups.add(log.log_group);
    }
  }
  return [...groups];
}

/** An entity with everything below it as one document, for "Copy as JSON". */
export function documentOf(entity: Entity): Record<string, unknown> {
  if (entity.children.length === 0) return { ...entity.fields };
  return { ...entity.fields, subsegments: entity.children.map(documentOf) };
}
