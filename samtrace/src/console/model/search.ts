/** The input of the search box. */
export type Search =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'trace'; readonly traceId: string }
  | { readonly kind: 'request'; readonly requestId: string }
  | { readonly kind: 'filter'; readonly expression: string };

const TRACE_ID = /\b1-([0-9a-f]{8})-([0-9a-f]{24})\b/i;
const REQUEST_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const W3C_TRACE_ID = /^(?:00-)?([0-9a-f]{8})([0-9a-f]{24})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/i;

/** Examples of filter expressions. X-Ray accepts each of them. */
export const FILTER_EXAMPLES: readonly (readonly [expression: string, finds: string])[] = [
  ['error OR fault', 'failed'],
  ['responsetime > 1', 'took longer than a second'],
  ['service("name") { fault }', 'have a fault in that service'],
  ['edge("caller", "called")', 'contain that call'],
  ['annotation[key] = "value"', 'have that annotation'],
  ['http.status = 429 OR throttle', 'were throttled'],
];

/**
 * Distinguishes a trace ID (alone, in a trace header, or in W3C format), a request ID, and a filter expression. An expression
 * can contain a trace ID in quotes, so an ID counts only if it is alone or in a trace header.
 */
export function classifySearch(text: string): Search {
  const typed = text.trim();
  if (typed === '') return { kind: 'nothing' };
  if (REQUEST_ID.test(typed)) return { kind: 'request', requestId: typed.toLowerCase() };
  const w3c = W3C_TRACE_ID.exec(typed);
  if (w3c) return { kind: 'trace', traceId: `1-${w3c[1]}-${w3c[2]}`.toLowerCase() };
  const trace = TRACE_ID.exec(typed);
  if (
    trace &&
    (trace[0].length === typed.length || /^(X-Amzn-Trace-Id:\s*)?(Root|Self|Parent|Sampled|Lineage)=/i.test(typed))
  ) {
    return { kind: 'trace', traceId: trace[0].toLowerCase() };
  }
  return { kind: 'filter', expression: typed };
}

/** The filter expression for traces with an annotation. Undefined if X-Ray's filters cannot express it. */
export function annotationExpression(key: string, value: unknown): string | undefined {
  if (key.trim() !== key || !/^[^[\]]+$/.test(key)) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return `annotation[${key}] = ${value}`;
  return typeof value === 'string' ? `annotation[${key}] = ${quoted(value)}` : undefined;
}

/** A string in a filter expression. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
