import { isFailing, type Status } from './status.ts';
import { entitiesOf, type Trace } from './trace.ts';
import type { Entity, ExceptionModel, Frame } from './trace-document.ts';

/** What made a trace fail, as far as its documents tell. */
export interface Failure {
  /** The entity that tells it: where to look. */
  readonly entityId: string;
  /** The failing service. */
  readonly service: string;
  readonly status: Status;
  readonly type: string;
  /** Without the request id that Lambda puts before some; the exception itself has all of it. */
  readonly message: string;
  /** The topmost frame of the application's own code. */
  readonly frame: Frame | undefined;
}

/**
 * The failure of a trace; undefined if none of its own segments failed. An error that a function caught and survived
 * flags only a subsegment: it is no failure of the trace.
 *
 * From the failing segment the way leads down through failing children to the first exception told: a segment's own
 * exception is what ended the request, whatever its subsegments had survived before.
 */
export function failureOf(trace: Trace): Failure | undefined {
  const failing: Entity[] = [];
  for (const entity of entitiesOf(trace.roots)) {
    if (entity.isSegment && !entity.inferred && isFailing(entity.status)) failing.push(entity);
  }
  const told = failing.map((segment) => ({ segment, ...cause(segment, trace) })).filter((one) => one.exception);
  // The innermost segment that tells an exception caused the others; segments stand in calling order.
  const { segment, entity, exception } = told.at(-1) ?? {
    segment: failing[0],
    entity: failing[0],
    exception: undefined,
  };
  if (!segment || !entity) return undefined;
  return {
    entityId: entity.id,
    service: segment.name,
    status: segment.status,
    type: exception?.type ?? (entity.httpStatus ? `HTTP ${entity.httpStatus}` : `Unexplained ${segment.status}`),
    message: withoutRequestId(exception?.message ?? ''),
    frame: exception?.frames.find(isOwnFrame),
  };
}

/** Lambda puts `RequestId: … Error: ` before what it says of a timeout or a crash; in a list that leaves no room for it. */
function withoutRequestId(message: string): string {
  return message.replace(/^RequestId: \S+ Error: /, '');
}

function cause(segment: Entity, trace: Trace): { entity: Entity; exception: ExceptionModel | undefined } {
  let entity = segment;
  for (;;) {
    const exception = exceptionOf(entity, trace);
    if (exception) return { entity, exception };
    const next = entity.children.filter((child) => isFailing(child.status) && !child.isSegment).at(-1);
    if (!next) return { entity: segment, exception: undefined };
    entity = next;
  }
}

/** The exception of an entity, followed to where it is told in full: an SDK tells it once and refers to it from then on. */
export function exceptionOf(entity: Entity, trace: Trace): ExceptionModel | undefined {
  const own = entity.exceptions[0];
  if (own || entity.causeId === undefined) return own;
  const referred = trace.byId.get(entity.causeId)?.exceptions[0];
  if (referred) return referred;
  for (const other of trace.byId.values()) {
    const found = other.exceptions.find((exception) => exception.id === entity.causeId);
    if (found) return found;
  }
  return undefined;
}

/** Neither Node's, the runtime's nor a package's. */
export function isOwnFrame(frame: Frame): boolean {
  return frame.path !== '' && frame.line !== undefined && !/^node:|node_modules\/|^\/var\/runtime\//.test(frame.path);
}

/**
 * `functions/processor/roll.ts:12`: a package's file from the package on; any other with the two folders it lies in,
 * since what stands before them differs from machine to machine.
 */
export function frameText(frame: Frame): string {
  const packaged = frame.path.split('node_modules/');
  const path = packaged.length > 1 ? packaged.at(-1) : frame.path.split('/').filter(Boolean).slice(-3).join('/');
  return frame.line === undefined ? `${path}` : `${path}:${frame.line}`;
}

/** Failures of one kind: the same exception type from the same place. */
export interface FailureGroup {
  /** Stands in permalinks. */
  readonly key: string;
  readonly type: string;
  /** `file:line`. */
  readonly place: string | undefined;
  readonly status: Status;
  /** Message of the latest failure. */
  readonly message: string;
  readonly services: readonly string[];
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** By the line and not by the function's name, which a bundler may change from build to build. */
export function groupKey(failure: Failure): string {
  return `${failure.type} at ${failure.frame ? frameText(failure.frame) : failure.service}`;
}

export interface FailedTrace {
  readonly timeMs: number;
  readonly failure: Failure;
}

/** The failures grouped by type and topmost own frame; without a frame, by type and service. Largest group first. */
export function groupFailures(failed: readonly FailedTrace[]): FailureGroup[] {
  const groups = Map.groupBy(failed, ({ failure }) => groupKey(failure));
  return [...groups]
    .flatMap(([key, members]) => {
      const newestFirst = members.toSorted((a, b) => b.timeMs - a.timeMs);
      const latest = newestFirst[0];
      const first = newestFirst.at(-1);
      if (!latest || !first) return [];
      const { type, frame, status, message } = latest.failure;
      return {
        key,
        type,
        place: frame && frameText(frame),
        status,
        message,
        services: [...new Set(members.map((member) => member.failure.service))].sort(),
        count: members.length,
        firstMs: first.timeMs,
        lastMs: latest.timeMs,
      };
    })
    .sort((a, b) => b.count - a.count || b.lastMs - a.lastMs);
}
