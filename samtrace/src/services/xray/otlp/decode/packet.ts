import type { ResourceSpan } from '../span.ts';
import { OtlpError } from './otlp-error.ts';
import { decodeProtobuf } from './protobuf.ts';

/** The spans of one packet to the daemon's port. */
export interface SpanPacket {
  readonly spans: ResourceSpan[];
  /** False for `T1U`: the request was not chosen for tracing. */
  readonly sampled: boolean;
}

/** Releases of 2024 wrote `T1` alone. Base64 of a request begins with `C`, so the next letter is never S or U. */
const PREFIX = /^T1([SU]?)/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Whether a document of the daemon or of PutTraceSegments contains spans. Segment documents begin with a brace. */
export function isSpanPacket(document: string): boolean {
  return document.startsWith('T1');
}

/**
 * Reads what AWS's OpenTelemetry exporters send to the daemon's port behind the header line: `T1S` or `T1U`, then a protobuf
 * ExportTraceServiceRequest in base64.
 * https://github.com/aws-observability/aws-otel-js-instrumentation
 * @throws OtlpError
 */
export function decodePacket(document: string): SpanPacket {
  const prefix = PREFIX.exec(document);
  const base64 = document.slice(prefix?.[0].length ?? 0);
  if (!BASE64.test(base64) || base64.length === 0) {
    throw new OtlpError('The spans are not base64: a packet is T1S or T1U, then base64 without line breaks.');
  }
  return { spans: decodeProtobuf(Buffer.from(base64, 'base64')), sampled: prefix?.[1] !== 'U' };
}
