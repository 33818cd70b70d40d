import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { AttributeValue, ResourceSpan, Span } from '../../../../src/services/xray/otlp/span.ts';
import { emptySpan } from '../../../../src/services/xray/otlp/span.ts';

/** `6553f100…01`: the time of the tests, as in `TRACE_ID` of support.ts. */
export const OTEL_TRACE_ID = `6553f100${'0'.repeat(23)}1`;
const START_NS = 1_700_000_000_000_000_000n;

/** A span of one second, with attributes given as an object. */
export function otlpSpan(
  overrides: Partial<Omit<Span, 'attributes'>> & {
    attributes?: Record<string, AttributeValue>;
    resource?: Record<string, AttributeValue>;
  } = {},
): ResourceSpan {
  const { attributes = {}, resource = {}, ...fields } = overrides;
  const span: Span = {
    ...emptySpan(),
    traceId: OTEL_TRACE_ID,
    spanId: 'b'.repeat(16),
    parentSpanId: 'a'.repeat(16),
    name: 'work',
    startTimeNs: START_NS,
    endTimeNs: START_NS + 1_000_000_000n,
    attributes: new Map(Object.entries(attributes)),
    ...fields,
  };
  return { span, resource: new Map(Object.entries(resource)) };
}

export interface RecordedSpan {
  readonly name: string;
  readonly kind?: number;
  readonly attributes?: Record<string, string | number | boolean | string[]>;
  readonly error?: Error;
}

/** Records spans with OpenTelemetry's own SDK: each below the one before, the first below the parent. */
export function recordSpans(
  resource: Record<string, string>,
  spans: readonly RecordedSpan[],
  parent?: { traceId: string; spanId: string },
): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: new Resource(resource),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('test');
  let context =
    parent === undefined
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceFlags: TraceFlags.SAMPLED, isRemote: true });
  const started = spans.map(({ name, kind, attributes, error }) => {
    const span = tracer.startSpan(name, { kind: kind ?? 0, attributes: attributes ?? {} }, context);
    context = trace.setSpan(context, span);
    if (error !== undefined) {
      span.recordException(error);
      span.setStatus({ code: 2, message: error.message });
    }
    return span;
  });
  for (const span of started.reverse()) span.end();
  return exporter.getFinishedSpans();
}

/** Resolves when the exporter has sent the spans. */
export function exportSpans(exporter: Pick<SpanExporter, 'export'>, spans: readonly ReadableSpan[]): Promise<void> {
  return new Promise((resolve, reject) => {
    exporter.export([...spans], ({ code, error }) =>
      code === 0 ? resolve() : reject(error ?? new Error('The export failed.')),
    );
  });
}
