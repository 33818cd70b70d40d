import { isJsonObject, type JsonObject } from '../../aws/json.ts';
import type { TraceShape } from './aws-shapes.ts';

/** A pasted or dropped text without a trace. The message says which formats are supported. */
export class TraceFileError extends Error {
  override readonly name = 'TraceFileError';
}

/**
 * The traces in a text. The text is the output of `aws xray batch-get-traces` (`{Traces: [{Id, Segments: [{Id, Document: "…"}]}]}`),
 * one of its traces, a download of the X-Ray console (`{Id, Segments: [{Id, Document: {…}}]}`, with parsed documents), or a
 * list of segment documents.
 */
export function readTraceFile(text: string): TraceShape[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TraceFileError(`This is not JSON: ${(cause as Error).message}`, { cause });
  }
  const traces = tracesIn(value).filter((trace) => (trace.Segments ?? []).length > 0);
  if (traces.length === 0) {
    throw new TraceFileError(
      'No trace found. Expected the output of `aws xray batch-get-traces`, the JSON that the X-Ray console downloads, or a list of segment documents.',
    );
  }
  return traces;
}

/** The same format as the output of `aws xray batch-get-traces`. */
export function writeTraceFile(traces: readonly TraceShape[]): string {
  return `${JSON.stringify({ Traces: traces, UnprocessedTraceIds: [] }, null, 4)}\n`;
}

function tracesIn(value: unknown): TraceShape[] {
  if (Array.isArray(value)) {
    const whole = value.flatMap((item) => (isJsonObject(item) && (item.Segments || item.Traces) ? tracesIn(item) : []));
    return [...whole, ...fromDocuments(value)];
  }
  if (!isJsonObject(value)) return [];
  if (Array.isArray(value.Traces)) return tracesIn(value.Traces);
  if (Array.isArray(value.Segments)) return [fromTrace(value, value.Segments)];
  return fromDocuments([value]);
}

function fromTrace(trace: JsonObject, segments: readonly unknown[]): TraceShape {
  const shapes = segments.map((segment) => {
    const document = isJsonObject(segment) && 'Document' in segment ? segment.Document : segment;
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const id = isJsonObject(segment) ? (segment.Id ?? segment.id) : undefined;
    return { ...(typeof id === 'string' && { Id: id }), Document: text ?? '' };
  });
  return {
    Id: typeof trace.Id === 'string' ? trace.Id : (traceIdOf(segments[0]) ?? '(no id)'),
    ...(typeof trace.Duration === 'number' && { Duration: trace.Duration }),
    ...(typeof trace.LimitExceeded === 'boolean' && { LimitExceeded: trace.LimitExceeded }),
    Segments: shapes,
  };
}

/** Segment documents, grouped by their trace IDs. */
function fromDocuments(values: readonly unknown[]): TraceShape[] {
  const documents = values.filter(
    (value) => isJsonObject(value) && traceIdOf(value) !== undefined && 'start_time' in value,
  );
  const traces = Map.groupBy(documents, traceIdOf);
  return [...traces].map(([id, members]) => fromTrace({ Id: id }, members));
}

function traceIdOf(value: unknown): string | undefined {
  return isJsonObject(value) && typeof value.trace_id === 'string' ? value.trace_id : undefined;
}
