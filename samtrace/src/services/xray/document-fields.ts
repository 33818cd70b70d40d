import { isJsonObject } from '../../aws/json.ts';
import type { Entity, SegmentDocument } from '../../aws/segment-document.ts';
import { resourceOf } from './origin.ts';

/** The allowed shape of a field: a value of a type, an object with certain fields, or a list. */
type Shape = 'string' | 'number' | 'boolean' | 'object' | 'list' | { fields: Fields } | { listOf: Shape };
/** Pairs rather than an object: they are walked for every document. */
type Fields = readonly (readonly [field: string, shape: Shape])[];

const fields = (shapes: Record<string, Shape>): Shape & { fields: Fields } => ({ fields: Object.entries(shapes) });
const listOf = (shape: Shape): Shape => ({ listOf: shape });

const EXCEPTION = fields({
  id: 'string',
  message: 'string',
  type: 'string',
  remote: 'boolean',
  truncated: 'number',
  skipped: 'number',
  cause: 'string',
  stack: listOf(fields({ path: 'string', line: 'number', label: 'string' })),
});

const HTTP = fields({
  request: fields({
    url: 'string',
    method: 'string',
    user_agent: 'string',
    client_ip: 'string',
    x_forwarded_for: 'boolean',
    traced: 'boolean',
  }),
  response: fields({ status: 'number', content_length: 'number' }),
});

/** In X-Ray's order. {@link keepEntity} reads the fields that need more than a shape. */
const ENTITY = fields({
  id: 'string',
  name: 'string',
  start_time: 'number',
  trace_id: 'string',
  end_time: 'number',
  in_progress: 'boolean',
  parent_id: 'string',
  inferred: 'boolean',
  error: 'boolean',
  fault: 'boolean',
  throttle: 'boolean',
  cause: fields({
    working_directory: 'string',
    paths: listOf('string'),
    exceptions: listOf(EXCEPTION),
    id: 'string',
  }),
  http: HTTP,
  aws: 'object',
  sql: 'object',
  service: 'object',
  annotations: 'object',
  metadata: 'object',
  user: 'string',
  origin: 'string',
  resource_arn: 'string',
  namespace: 'string',
  precursor_ids: listOf('string'),
  links: 'list',
  subsegments: 'list',
  type: 'string',
});

/** Alphanumeric and underscore by the guide; AWS itself writes `aws:…`, and dots have been accepted since 2024. */
const ANNOTATION_KEY = /^[A-Za-z0-9_.:-]{1,500}$/;
const ANNOTATION_STRING_LIMIT = 1000;

/**
 * A document that has passed {@link checkDocument}, as X-Ray processes it: fields that are unknown, null or of a wrong type
 * are gone, calls of AWS name their resource.
 * `{"id":…,"noOp":true,"user":null,"aws":{"table_name":"t"}}` becomes `{"id":…,"aws":{"table_name":"t","resource_names":["t"]}}`.
 */
export function readDocument(json: string): SegmentDocument {
  return keepEntity(JSON.parse(json)) as SegmentDocument;
}

function keepEntity(source: unknown): Entity {
  // The check has found id, name and times in every entity.
  const kept = keep(source, ENTITY) as Entity;
  const cause: unknown = Reflect.get(Object(source), 'cause');
  if (typeof cause === 'string') kept.cause = cause;
  if (kept.end_time !== undefined) delete kept.in_progress;
  if (kept.annotations) kept.annotations = Object.fromEntries(Object.entries(kept.annotations).filter(isAnnotation));
  if (kept.metadata) kept.metadata = Object.fromEntries(Object.entries(kept.metadata).filter(isNamespace));
  const resource = resourceOf(kept);
  if (resource !== undefined) kept.aws = { ...kept.aws, resource_names: [resource] };
  if (kept.subsegments) kept.subsegments = kept.subsegments.map(keepEntity);
  return kept;
}

/** The part of a value that has the shape; undefined where it has none of it. */
function keep(value: unknown, shape: Shape): unknown {
  if (typeof shape === 'string') return kindOf(value) === shape ? value : undefined;
  if ('listOf' in shape) {
    if (!Array.isArray(value)) return undefined;
    return value.map((entry) => keep(entry, shape.listOf)).filter((entry) => entry !== undefined);
  }
  if (!isJsonObject(value)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const [field, fieldShape] of shape.fields) {
    const part = value[field] === undefined ? undefined : keep(value[field], fieldShape);
    if (part !== undefined) kept[field] = part;
  }
  return kept;
}

function isAnnotation([key, value]: [string, unknown]): boolean {
  if (!ANNOTATION_KEY.test(key)) return false;
  if (typeof value === 'string') return value.length <= ANNOTATION_STRING_LIMIT;
  return typeof value === 'number' || typeof value === 'boolean';
}

/** Metadata is an object of objects. */
function isNamespace([, value]: [string, unknown]): boolean {
  return isJsonObject(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return value === null ? 'null' : typeof value;
}
