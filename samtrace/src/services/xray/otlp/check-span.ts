import type { Span } from './span.ts';

/**
 * Why a span is rejected, or undefined. The rest of the request is accepted.
 * https://opentelemetry.io/docs/specs/otel/trace/api/#spancontext
 */
export function refusalOf(span: Span): string | undefined {
  const { traceId, spanId, parentSpanId, links } = span;
  const name = JSON.stringify(span.name.slice(0, 80));
  if (!isId(traceId, 32)) return `The trace ID of span ${name} is not 16 bytes with a value other than 0.`;
  if (!isId(spanId, 16)) return `The ID of span ${name} is not 8 bytes with a value other than 0.`;
  if (!/^0*$/.test(parentSpanId) && !isId(parentSpanId, 16)) return `The parent ID of span ${name} is not 8 bytes.`;
  const badLink = links.find((link) => !isId(link.traceId, 32) || !isId(link.spanId, 16));
  return badLink === undefined ? undefined : `A link of span ${name} has no valid trace ID and span ID.`;
}

function isId(hex: string, length: number): boolean {
  return hex.length === length && /^[0-9a-f]+$/.test(hex) && !/^0+$/.test(hex);
}
