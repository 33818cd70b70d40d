import { isJsonObject } from '../../../../aws/json.ts';
import type { Entity } from '../../../../aws/segment-document.ts';
import type { AttributeReader } from './attribute-reader.ts';

/** The attribute that lists the keys of the attributes that X-Ray shall index. */
const INDEXED = 'aws.xray.annotations';
const METADATA_PREFIX = 'aws.xray.metadata.';

type Data = Pick<Entity, 'annotations' | 'metadata'>;

/**
 * Annotations are the attributes whose keys `aws.xray.annotations` lists. All others are metadata, unless they became another
 * field of the document. `aws.xray.metadata.<namespace>` is a namespace of metadata as JSON. A segment (not a subsegment) also
 * has the attributes of its resource.
 */
export function annotationsOf(attributes: AttributeReader, resource: AttributeReader, isSegment: boolean): Data {
  const indexed = new Set(attributes.texts(INDEXED));
  const annotations: NonNullable<Data['annotations']> = {};
  const metadata = new Map<string, Record<string, unknown>>([['default', {}]]);
  const add = (key: string, value: unknown): void => {
    if (indexed.has(key) && isIndexable(value)) annotations[annotationKey(key)] = value;
    else addMetadata(metadata, key, value);
  };
  for (const [key, value] of attributes.rest()) if (key !== INDEXED && !indexed.has(key)) add(key, value);
  for (const key of indexed) if (attributes.all().has(key)) add(key, attributes.all().get(key));
  if (isSegment) for (const [key, value] of resource.all()) add(`otel.resource.${key}`, value);
  const namespaces = [...metadata].filter(([, values]) => Object.keys(values).length > 0);
  return {
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(namespaces.length > 0 && { metadata: Object.fromEntries(namespaces) }),
  };
}

function addMetadata(metadata: Map<string, Record<string, unknown>>, key: string, value: unknown): void {
  const namespace = key.startsWith(METADATA_PREFIX) ? parseObject(value) : undefined;
  const [name, values] =
    namespace === undefined ? ['default', { [key]: value }] : [key.slice(METADATA_PREFIX.length), namespace];
  metadata.set(name, { ...metadata.get(name), ...values });
}

function parseObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    // Not JSON: the attribute does not change.
    return undefined;
  }
}

function isIndexable(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function annotationKey(key: string): string {
  return key.replace(/[^A-Za-z0-9.]/g, '_');
}
