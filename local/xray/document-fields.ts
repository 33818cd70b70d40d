import type { Entity, SegmentDocument } from '../aws/segment-document.ts';
import { resourceOf } from './origin.ts';

/** In the order in which X-Ray prints them. Anything else in a document is dropped, as are null and wrongly typed fields. */
const FIELDS: readonly [keyof SegmentDocument, 'string' | 'number' | 'boolean' | 'object' | 'array'][] = [
  ['id', 'string'],
  ['name', 'string'],
  ['start_time', 'number'],
  ['trace_id', 'string'],
  ['end_time', 'number'],
  ['in_progress', 'boolean'],
  ['parent_id', 'string'],
  ['inferred', 'boolean'],
  ['error', 'boolean'],
  ['fault', 'boolean'],
  ['throttle', 'boolean'],
  ['cause', 'object'],
  ['http', 'object'],
  ['aws', 'object'],
  ['sql', 'object'],
  ['service', 'object'],
  ['annotations', 'object'],
  ['metadata', 'object'],
  ['user', 'string'],
  ['origin', 'string'],
  ['resource_arn', 'string'],
  ['namespace', 'string'],
  ['precursor_ids', 'array'],
  ['links', 'array'],
  ['subsegments', 'array'],
  ['type', 'string'],
];

/** Alphanumeric and underscore by the guide; AWS itself writes `aws:…`, and dots have been accepted since 2024. */
const ANNOTATION_KEY = /^[A-Za-z0-9_.:-]{1,500}$/;
const ANNOTATION_STRING_LIMIT = 1000;

/**
 * A checked document as X-Ray processes it:
 * `{"id":…,"noOp":true,"user":null,"annotations":{"bad key":1}}` becomes `{"id":…}`.
 */
export function readDocument(json: string): SegmentDocument {
  return keepFields(JSON.parse(json)) as SegmentDocument;
}

function keepFields(source: Record<string, unknown>): Entity {
  const kept: Record<string, unknown> = {};
  for (const [field, kind] of FIELDS) {
    const value = source[field];
    if (value === undefined || value === null) continue;
    if (kindOf(value) === kind) kept[field] = value;
    else if (field === 'cause' && typeof value === 'string') kept.cause = value;
  }
  if (kept.end_time !== undefined) delete kept.in_progress;
  keepNested(kept);
  // The check has passed before a document is stored: id, name and times are there.
  return kept as unknown as Entity;
}

function keepNested(kept: Record<string, unknown>): void {
  if (isObject(kept.http)) kept.http = keepHttp(kept.http);
  if (isObject(kept.annotations)) kept.annotations = keepAnnotations(kept.annotations);
  if (isObject(kept.aws)) {
    const resource = resourceOf(kept);
    if (resource !== undefined) kept.aws = { ...kept.aws, resource_names: [resource] };
  }
  if (Array.isArray(kept.subsegments)) kept.subsegments = kept.subsegments.map(keepFields);
}

function keepHttp(http: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(http).filter(([, part]) => isObject(part)));
}

function keepAnnotations(annotations: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([key, value]) =>
        ANNOTATION_KEY.test(key) &&
        (typeof value === 'number' ||
          typeof value === 'boolean' ||
          (typeof value === 'string' && value.length <= ANNOTATION_STRING_LIMIT)),
    ),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return kindOf(value) === 'object';
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}
