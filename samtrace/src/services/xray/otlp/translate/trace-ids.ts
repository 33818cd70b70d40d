import { createHash } from 'node:crypto';

/** `4efaaf4d1e87…`, as OpenTelemetry and W3C write it, becomes `1-4efaaf4d-1e87…`. */
export function toXRayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

/** An ID for a document without an ID in OpenTelemetry. A span that is sent twice has the same IDs. */
export function derivedId(...parts: readonly (string | number)[]): string {
  return createHash('sha1').update(parts.join(':')).digest('hex').slice(0, 16);
}
