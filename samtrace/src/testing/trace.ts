import type { Entity, ExceptionData, SegmentDocument } from '../aws/segment-document.ts';

/** A trace with its segment documents, in the format of X-Ray: {@link SegmentDocument}. */
export interface Trace {
  readonly traceId: string;
  /** Sorted by start time. The subsegments are in their segments. X-Ray's inferred segments are included. */
  readonly segments: readonly SegmentDocument[];
  /**
   * The first segment with this origin (`AWS::Lambda::Function`) or name.
   *
   * @throws Error that lists the segments, if there is none
   */
  segment(originOrName: string): SegmentDocument;
  /**
   * The first subsegment with this name, at any depth.
   *
   * @throws Error that lists the subsegments, if there is none
   */
  subsegment(name: string): Entity;
  /** All subsegments, or those with this name, at any depth. */
  subsegments(name?: string): Entity[];
  /** The calls to other services, or those to this type of service (`AWS::S3::Bucket`, `remote`, `Database::SQL`). */
  calls(type?: string): TraceCall[];
  /** Every exception once, in the order in which the entities with them started. */
  exceptions(): ExceptionData[];
}

/** A call of a function to another service. */
export interface TraceCall {
  /** For example `AWS::S3::Bucket`. */
  readonly type: string;
  /** The logical ID of the called resource, or its name if the template does not declare it. */
  readonly resource: string;
  /** For example `PutObject`. Only for calls to AWS. */
  readonly operation?: string;
  /** The HTTP status of the answer. */
  readonly status?: number;
  readonly subsegment: Entity;
}

/** @param logicalIdOf the logical ID of a resource, by its name or URL */
export function createTrace(
  traceId: string,
  segments: readonly SegmentDocument[],
  logicalIdOf: (name: string) => string | undefined,
): Trace {
  // An inferred segment repeats the data of the subsegment that made the call.
  const entities = segments.filter((segment) => !segment.inferred).flatMap(withSubsegments);
  const subsegments = entities.filter((entity) => !(segments as readonly Entity[]).includes(entity));

  return {
    traceId,
    segments,
    segment(originOrName) {
      const found = segments.find(({ origin, name }) => origin === originOrName || name === originOrName);
      return found ?? notFound('segment', originOrName, segments.map(describeSegment));
    },
    subsegment(name) {
      const found = subsegments.find((subsegment) => subsegment.name === name);
      return (
        found ??
        notFound(
          'subsegment',
          name,
          subsegments.map((subsegment) => subsegment.name),
        )
      );
    },
    subsegments: (name) => subsegments.filter((subsegment) => name === undefined || subsegment.name === name),
    calls(type) {
      const calls = subsegments.flatMap((subsegment) => callsOf(subsegment, segments));
      return calls
        .map((call) => ({ ...call, resource: logicalIdOf(call.resource) ?? call.resource }))
        .filter((call) => type === undefined || call.type === type);
    },
    exceptions: () => exceptionsIn(entities),
  };
}

function withSubsegments(entity: Entity): Entity[] {
  return [entity, ...(entity.subsegments ?? []).flatMap(withSubsegments)];
}

/** The segments whose parent is this call belong to the service that it called. */
function callsOf(subsegment: Entity, segments: readonly SegmentDocument[]): TraceCall[] {
  // A function's OpenTelemetry segment is below a subsegment of Lambda, which is not a call.
  if (subsegment.namespace === undefined) return [];
  const called = segments.filter((segment) => segment.parent_id === subsegment.id && segment.type === undefined);
  return called
    .filter((segment) => segment.origin !== 'AWS::Lambda::Function')
    .map((segment) => {
      const operation = subsegment.aws?.operation;
      const status = subsegment.http?.response?.status;
      return {
        type: segment.origin ?? 'remote',
        resource: resourceOf(subsegment) ?? segment.name,
        ...(typeof operation === 'string' && { operation }),
        ...(status !== undefined && { status }),
        subsegment,
      };
    });
}

/** Where a call to AWS names its resource. A call to an HTTP host or a database has none. */
function resourceOf({ aws }: Entity): string | undefined {
  const names = aws?.resource_names;
  return Array.isArray(names) && typeof names[0] === 'string' ? names[0] : undefined;
}

/** An SDK writes an exception into the innermost entity, and a reference to it into the others. Lambda repeats it. */
function exceptionsIn(entities: readonly Entity[]): ExceptionData[] {
  const found = new Map<string, ExceptionData>();
  for (const { cause } of entities) {
    if (typeof cause !== 'object') continue;
    for (const exception of cause.exceptions ?? []) {
      const key = `${exception.type}\n${exception.message}`;
      if (!found.has(key)) found.set(key, exception);
    }
  }
  return [...found.values()];
}

function describeSegment({ origin, name }: SegmentDocument): string {
  return origin === undefined ? name : `${origin} ${name}`;
}

function notFound(kind: string, wanted: string, existing: readonly string[]): never {
  const list = existing.length === 0 ? `The trace has no ${kind}s.` : `The trace has: ${existing.join(', ')}.`;
  throw new Error(`The trace has no ${kind} "${wanted}". ${list}`);
}
