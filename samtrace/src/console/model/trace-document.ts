import { isJsonObject, type JsonObject } from '../../aws/json.ts';
import { type Status, statusOf } from './status.ts';

/** A segment or subsegment from a document of any sender. All fields are checked. Texts are unchanged. */
export interface Entity {
  readonly id: string;
  readonly name: string;
  readonly isSegment: boolean;
  /** The ID of the parent: the enclosing entity of an embedded subsegment, or the one that the document names. */
  readonly parentId: string | undefined;
  readonly origin: string | undefined;
  readonly namespace: string | undefined;
  readonly startMs: number;
  /** Undefined while in progress. */
  readonly endMs: number | undefined;
  readonly inferred: boolean;
  readonly status: Status;
  readonly httpStatus: number | undefined;
  readonly exceptions: readonly ExceptionModel[];
  /** A reference to the exception in another entity: the ID of that entity, or of one of its exceptions. */
  readonly causeId: string | undefined;
  /** The document without its subsegments. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Sorted by start, after the trace has been assembled. */
  readonly children: Entity[];
}

export interface ExceptionModel {
  readonly id: string | undefined;
  readonly type: string;
  readonly message: string;
  readonly remote: boolean;
  readonly frames: readonly Frame[];
  /** The number of frames that the sender left out. */
  readonly truncated: number;
}

export interface Frame {
  readonly label: string;
  readonly path: string;
  readonly line: number | undefined;
}

/** The entities of a document, the outer one first. Empty if the document has no start time. */
export function readDocument(document: unknown): Entity[] {
  const found: Entity[] = [];
  const open: { value: unknown; parentId: string | undefined }[] = [{ value: document, parentId: undefined }];
  // No recursion, because a document can be nested deeper than the call stack.
  for (let next = open.pop(); next; next = open.pop()) {
    if (!isJsonObject(next.value)) continue;
    const { subsegments, ...fields } = next.value;
    const entity = readEntity(fields, next.parentId, found.length);
    if (!entity) continue;
    found.push(entity);
    for (const value of list(subsegments).toReversed()) open.push({ value, parentId: entity.id });
  }
  return found;
}

function readEntity(fields: JsonObject, enclosingId: string | undefined, index: number): Entity | undefined {
  const startMs = milliseconds(fields.start_time);
  if (startMs === undefined) return undefined;
  const endMs = fields.in_progress === true ? undefined : milliseconds(fields.end_time);
  const response = record(record(fields.http)?.response);
  const cause = record(fields.cause);
  const status = statusOf({
    error: fields.error === true,
    fault: fields.fault === true,
    throttle: fields.throttle === true,
    pending: endMs === undefined,
  });
  return {
    id: text(fields.id) ?? `${enclosingId ?? 'segment'}.${index}`,
    name: text(fields.name) ?? '(no name)',
    isSegment: enclosingId === undefined && fields.type !== 'subsegment',
    parentId: enclosingId ?? text(fields.parent_id),
    origin: text(fields.origin),
    namespace: text(fields.namespace),
    startMs,
    endMs: endMs === undefined ? undefined : Math.max(endMs, startMs),
    inferred: fields.inferred === true,
    status,
    httpStatus: number(response?.status),
    exceptions: list(cause?.exceptions).filter(isJsonObject).map(readException),
    causeId: text(fields.cause) ?? text(cause?.id),
    fields,
    children: [],
  };
}

function readException(fields: JsonObject): ExceptionModel {
  return {
    id: text(fields.id),
    type: text(fields.type) ?? 'Error',
    message: text(fields.message) ?? '',
    remote: fields.remote === true,
    truncated: number(fields.truncated) ?? 0,
    frames: list(fields.stack)
      .filter(isJsonObject)
      .map((frame) => ({ label: text(frame.label) ?? '', path: text(frame.path) ?? '', line: number(frame.line) })),
  };
}

function milliseconds(seconds: unknown): number | undefined {
  const value = number(seconds);
  return value === undefined ? undefined : value * 1000;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function record(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
