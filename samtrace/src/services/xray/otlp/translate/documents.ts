import type { SegmentDocument } from '../../../../aws/segment-document.ts';
import { type ResourceSpan, SPAN_KIND, type Span } from '../span.ts';
import { annotationsOf } from './annotations.ts';
import { AttributeReader } from './attribute-reader.ts';
import { awsOf } from './aws.ts';
import { causeOf } from './cause.ts';
import { httpOf } from './http.ts';
import { splitLocalRoot } from './local-root.ts';
import { isAwsCall, isLocalRoot, isOutgoing, nameOf } from './name.ts';
import { originOf } from './origin.ts';
import { outcomeOf } from './outcome.ts';
import { sqlOf } from './sql.ts';
import { toXRayTraceId } from './trace-ids.ts';

/**
 * A span as X-Ray stores it, by the rules of AWS's exporter for X-Ray. It is one document, or two where the first span of a
 * service is a call. Spans and segments share their IDs, so that a function's spans are below Lambda's own segments.
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awsxrayexporter
 */
export function documentsOf({ span, resource: resourceAttributes }: ResourceSpan): SegmentDocument[] {
  const attributes = new AttributeReader(span.attributes);
  const resource = new AttributeReader(resourceAttributes);
  const localService = attributes.text('aws.local.service');
  const isSplit = isLocalRoot(attributes) && isOutgoing(span.kind) && localService !== undefined;
  const isRoot = isLocalRoot(attributes) || span.kind === SPAN_KIND.server || parentOf(span) === undefined;
  const document = documentOf(span, attributes, resource, { isSegment: isRoot && !isSplit, isOfService: isRoot });
  return isSplit ? splitLocalRoot(document, span.kind, localService) : [document];
}

interface Role {
  /** False for a subsegment. */
  readonly isSegment: boolean;
  /** Whether a segment of the service comes from this span. Only that one has the origin and the resource. */
  readonly isOfService: boolean;
}

function documentOf(
  span: Span,
  attributes: AttributeReader,
  resource: AttributeReader,
  { isSegment, isOfService }: Role,
): SegmentDocument {
  const language = resource.text('telemetry.sdk.language');
  const name = nameOf({ kind: span.kind, spanName: span.name, attributes, resource });
  const outcome = outcomeOf(span, attributes);
  const cause = causeOf(span, attributes, language);
  const namespace = isSegment ? undefined : namespaceOf(span.kind, attributes);
  const http = httpOf(span.kind, attributes);
  const sql = sqlOf(span.name, attributes);
  const aws = awsOf(attributes, resource);
  const user = attributes.text('enduser.id');
  attributes.take(['enduser.id']);
  const version = resource.text('service.version', 'container.image.tag');
  const origin = isOfService ? originOf(resource) : undefined;
  const parentId = parentOf(span);
  return {
    id: span.spanId,
    trace_id: toXRayTraceId(span.traceId),
    name,
    start_time: epochSeconds(span.startTimeNs),
    end_time: epochSeconds(span.endTimeNs),
    ...(parentId !== undefined && { parent_id: parentId }),
    ...(!isSegment && { type: 'subsegment' as const }),
    ...outcome,
    ...(cause && { cause }),
    ...(namespace !== undefined && { namespace }),
    ...(origin !== undefined && { origin }),
    ...(user !== undefined && { user }),
    ...(http && { http }),
    ...(sql && { sql }),
    ...(aws && { aws }),
    ...(version !== undefined && { service: { version } }),
    ...annotationsOf(attributes, resource, isOfService),
    ...(span.links.length > 0 && { links: linksOf(span) }),
  };
}

/** Only a subsegment with a namespace is a call of another service. */
function namespaceOf(kind: number, attributes: AttributeReader): 'aws' | 'remote' | undefined {
  if (isAwsCall(attributes)) return 'aws';
  if (kind === SPAN_KIND.client) return 'remote';
  return isOutgoing(kind) && attributes.text('aws.remote.service') !== undefined ? 'remote' : undefined;
}

function linksOf({ links }: Span): unknown[] {
  return links.map(({ traceId, spanId, attributes }) => ({
    trace_id: toXRayTraceId(traceId),
    id: spanId,
    ...(attributes.size > 0 && { attributes: Object.fromEntries(attributes) }),
  }));
}

/** Some exporters write a root span's parent as zeros. */
function parentOf({ parentSpanId }: Span): string | undefined {
  return /^0*$/.test(parentSpanId) ? undefined : parentSpanId;
}

function epochSeconds(nanoseconds: bigint): number {
  // Microseconds: a number has no room for more at today's times.
  return Number(nanoseconds / 1000n) / 1_000_000;
}
