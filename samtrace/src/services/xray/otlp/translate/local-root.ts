import type { SegmentDocument } from '../../../../aws/segment-document.ts';
import { SPAN_KIND } from '../span.ts';
import { derivedId } from './trace-ids.ts';

/** Members of `aws` that are about the call, and not about the caller. */
const ABOUT_THE_CALL = [
  'operation',
  'account_id',
  'region',
  'request_id',
  'queue_url',
  'table_name',
  'table_names',
  'bucket_name',
  'function_name',
  'topic_arn',
];
const RESOURCE_PREFIX = 'otel.resource.';

/**
 * The first span of a service that is a call (for example, the consumer of a queue) is two documents: a segment for the service, and the
 * call as a subsegment of it.
 */
export function splitLocalRoot(document: SegmentDocument, kind: number, localService: string): SegmentDocument[] {
  const { parent_id: parentId, type: _type, origin, links, ...call } = document;
  const isConsumer = kind === SPAN_KIND.consumer;
  const service = serviceSegment(call, localService);
  return [
    {
      ...service,
      ...(origin !== undefined && { origin }),
      ...(parentId !== undefined && { parent_id: parentId }),
      ...(isConsumer && links !== undefined && { links }),
    },
    {
      ...call,
      namespace: call.namespace ?? 'remote',
      parent_id: service.id,
      type: 'subsegment',
      ...(!isConsumer && links !== undefined && { links }),
    },
  ];
}

function serviceSegment(call: SegmentDocument, name: string): SegmentDocument {
  const { namespace: _namespace, http: _http, sql: _sql, metadata, aws, ...kept } = call;
  const own = Object.entries(metadata?.default ?? {}).filter(([key]) => key.startsWith(RESOURCE_PREFIX));
  const remaining = Object.entries(aws ?? {}).filter(([member]) => !ABOUT_THE_CALL.includes(member));
  return {
    ...kept,
    id: derivedId(call.trace_id, call.id, 'service'),
    name,
    ...(aws !== undefined && { aws: Object.fromEntries(remaining) }),
    ...(own.length > 0 && { metadata: { default: Object.fromEntries(own) } }),
  };
}
