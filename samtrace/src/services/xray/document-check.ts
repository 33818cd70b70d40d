import { isTraceId } from '../../aws/trace-header.ts';
import { isDeeperThan } from './json-depth.ts';
import type { UnprocessedSegment } from './shapes.ts';

/** A document that X-Ray accepts, with the fields by which the store files it. */
export interface CheckedDocument {
  readonly traceId: string;
  readonly id: string;
  readonly startTime: number;
  /** Absent while it is in progress. */
  readonly endTime?: number;
  readonly inProgress: boolean;
  /** The unchanged document. */
  readonly json: string;
}

/** The size of one document as UTF-8: https://docs.aws.amazon.com/general/latest/gr/xray.html */
const DOCUMENT_LIMIT_BYTES = 64 * 1024;

/**
 * Letters, numbers, white space and these characters. The guide states the rule for segments; the service refuses
 * subsegments that break it, too (aws-xray-daemon issue 184).
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html#api-segmentdocuments-fields
 */
const NAME = /^[\p{L}\p{N}\s_.:/%&#=+\\\-@]{1,200}$/u;

/**
 * Objects and arrays within each other, subsegments included. X-Ray states no number (the limit is inferred: a parser has
 * one); without it, one document of 64 kB could be nested 30,000 levels deep, and reading its trace would overflow the stack.
 */
const DEPTH_LIMIT = 512;

/** The last moment that a date can hold, in epoch seconds. */
const LAST_TIME = 8_640_000_000_000;

const SHOWN_LENGTH = 80;

class Rejection extends Error {
  readonly code: string;

  constructor(code: string, cause: string) {
    super(cause);
    this.code = code;
  }
}

/**
 * Checks a document as PutTraceSegments does. The codes follow those seen from AWS (ParseError, MissingId, InvalidTraceId,
 * InvalidName, InvalidSegment). Where AWS writes `Cause: null`, the message here names the error.
 */
export function checkDocument(json: string): CheckedDocument | UnprocessedSegment {
  let kind = 'segment';
  let id: unknown;
  try {
    if (isDeeperThan(json, DEPTH_LIMIT)) {
      throw new Rejection('ParseError', `the document is nested deeper than ${DEPTH_LIMIT} levels`);
    }
    const document = parse(json);
    id = document.id;
    if (document.type === 'subsegment') kind = 'subsegment';
    checkSize(json);
    return { ...checkTop(document), json };
  } catch (rejection) {
    if (!(rejection instanceof Rejection)) throw rejection;
    const Message = `Invalid ${kind}. ErrorCode: ${rejection.code}, Cause: ${rejection.message}`;
    return { ...(isId(id) ? { Id: id } : {}), ErrorCode: rejection.code, Message };
  }
}

function parse(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new Rejection('ParseError', `not JSON: ${(cause as SyntaxError).message}`);
  }
  // An array falls through to MissingId, as it does at AWS.
  if (typeof value !== 'object' || value === null) throw new Rejection('ParseError', 'not a JSON object');
  return value as Record<string, unknown>;
}

function checkSize(json: string): void {
  // UTF-8 needs at most three bytes for each unit of a string, so most documents are not measured.
  if (json.length * 3 <= DOCUMENT_LIMIT_BYTES || Buffer.byteLength(json) <= DOCUMENT_LIMIT_BYTES) return;
  throw new Rejection('InvalidSegment', `the document has more than ${DOCUMENT_LIMIT_BYTES} bytes`);
}

function checkTop(document: Record<string, unknown>): Omit<CheckedDocument, 'json'> {
  const { trace_id: traceId, parent_id: parentId } = document;
  const entity = checkEntity(document);
  if (isAbsent(traceId)) throw new Rejection('MissingTraceId', 'trace_id is required');
  if (typeof traceId !== 'string' || !isTraceId(traceId)) {
    throw new Rejection('InvalidTraceId', 'trace_id is not 1-<8 hexadecimal digits>-<24 hexadecimal digits>');
  }
  if (isAbsent(parentId)) {
    if (document.type === 'subsegment') throw new Rejection('MissingParentId', 'a subsegment needs a parent_id');
  } else if (!isId(parentId)) throw new Rejection('InvalidParentId', 'parent_id is not 16 hexadecimal digits');
  return { ...entity, traceId };
}

/** Checks the fields that segments and subsegments have in common. */
function checkEntity(entity: Record<string, unknown>): Omit<CheckedDocument, 'traceId' | 'json'> {
  const { id, name, start_time: startTime, end_time: endTime, subsegments } = entity;
  if (isAbsent(id)) throw new Rejection('MissingId', 'id is required');
  if (!isId(id)) throw new Rejection('InvalidId', 'id is not 16 hexadecimal digits');
  if (isAbsent(name)) throw new Rejection('MissingName', `name of ${id} is required`);
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new Rejection(
      'InvalidName',
      `name ${shown(name)} of ${id} is not 1 to 200 letters, numbers, white space or _.:/%&#=+\\-@`,
    );
  }
  if (isAbsent(startTime)) throw new Rejection('MissingStartTime', `start_time of ${id} is required`);
  if (!isTime(startTime)) throw new Rejection('InvalidStartTime', `start_time of ${id} is not in epoch seconds`);
  const inProgress = isAbsent(endTime);
  if (inProgress && entity.in_progress !== true) {
    throw new Rejection('MissingEndTime', `end_time of ${id} is required, or in_progress: true`);
  }
  if (!inProgress && !isTime(endTime)) {
    throw new Rejection('InvalidEndTime', `end_time of ${id} is not in epoch seconds`);
  }
  if (!isAbsent(subsegments)) checkSubsegments(subsegments, id);
  return { id, startTime, inProgress, ...(isTime(endTime) && { endTime }) };
}

/** The name as the message shows it, so that it can be found in the code. */
function shown(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(name.slice(0, SHOWN_LENGTH)) : `(no string: ${typeof name})`;
}

function checkSubsegments(subsegments: unknown, parentId: string): void {
  if (!Array.isArray(subsegments))
    throw new Rejection('InvalidSubsegments', `subsegments of ${parentId} is not an array`);
  for (const subsegment of subsegments) {
    if (typeof subsegment !== 'object' || subsegment === null) {
      throw new Rejection('InvalidSubsegments', `a subsegment of ${parentId} is not an object`);
    }
    checkEntity(subsegment);
  }
}

/** X-Ray reads null as absent; some SDKs write it. */
function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{16}$/i.test(value);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= LAST_TIME;
}
