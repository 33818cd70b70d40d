import { isFailing, type Status } from './status.ts';
import { entitiesOf, type Trace } from './trace.ts';
import type { Entity, ExceptionModel, Frame } from './trace-document.ts';

/** The cause of a failed trace, as far as its documents contain it. */
export interface Failure {
  /** The entity with the exception. */
  readonly entityId: string;
  /** The failing service. */
  readonly service: string;
  readonly status: Status;
  readonly type: string;
  /** Without the request ID that Lambda puts before some messages. The exception has the complete message. */
  readonly message: string;
  /** The top frame in the code of the application. */
  readonly frame: Frame | undefined;
}

/**
 * The failure of a trace. Undefined if none of its segments failed: an error that a function catches marks only a subsegment,
 * and is not a failure of the trace.
 *
 * The search starts at the failed segment and follows its failed children down to the first exception. An exception of the
 * segment itself ended the request, also if errors of its subsegments were caught before.
 */
export function failureOf(trace: Trace): Failure | undefined {
  const failing: Entity[] = [];
  for (const entity of entitiesOf(trace.roots)) {
    if (entity.isSegment && !entity.inferred && isFailing(entity.status)) failing.push(entity);
  }
  const told = failing.map((segment) => ({ segment, ...cause(segment, trace) })).filter((one) => one.exception);
  // Segments are in calling order. The last one with an exception caused the failures of the others.
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

/** Removes `RequestId: … Error: `, which Lambda puts before the message of a timeout or a crash. Lists have no room for it. */
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

/** The exception of an entity. An SDK writes an exception into one entity and references to it into the others: follows those. */
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

/** Whether a frame is in the code of the application, not in Node.js, the runtime, or a package. */
export function isOwnFrame(frame: Frame): boolean {
  return frame.path !== '' && frame.line !== undefined && !/^node:|node_modules\/|^\/var\/runtime\//.test(frame.path);
}

/**
 * `functions/checkout/order.ts:12`. A path in a package starts with the name of the package. Any other path has at most two
 * folders, because the folders above differ from machine to machine.
 */
export function frameText(frame: Frame): string {
  const packaged = frame.path.split('node_modules/');
  const path = packaged.length > 1 ? packaged.at(-1) : frame.path.split('/').filter(Boolean).slice(-3).join('/');
  return frame.line === undefined ? `${path}` : `${path}:${frame.line}`;
}

/** Failures with the same exception type at the same place. */
export interface FailureGroup {
  /** Used in permalinks. */
  readonly key: string;
  readonly type: string;
  /** `file:line`. */
  readonly place: string | undefined;
  readonly status: Status;
  /** The message of the latest failure. */
  readonly message: string;
  readonly services: readonly string[];
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Contains the line and not the name of the function, because a bundler may rename functions in every build. */
export function groupKey(failure: Failure): string {
  return `${failure.type} at ${failure.frame ? frameText(failure.frame) : failure.service}`;
}

export interface FailedTrace {
  readonly timeMs: number;
  readonly failure: Failure;
}

/** Groups failures by type and top own frame, or by type and service if there is no frame. The largest group comes first. */
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
