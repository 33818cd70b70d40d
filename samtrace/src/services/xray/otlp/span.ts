/** The kinds of a span, by their numbers. https://github.com/open-telemetry/opentelemetry-proto */
export const SPAN_KIND = { unspecified: 0, internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

export const STATUS_CODE = { unset: 0, ok: 1, error: 2 } as const;

/** Bytes are base64 text. Integers beyond 2^53 are decimal text. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

export type Attributes = ReadonlyMap<string, AttributeValue>;

/** A span of OpenTelemetry, from either encoding. The IDs are hexadecimal text of any length until they are checked. */
export interface Span {
  traceId: string;
  spanId: string;
  /** Empty for a root span. */
  parentSpanId: string;
  name: string;
  kind: number;
  /** Epoch nanoseconds. */
  startTimeNs: bigint;
  endTimeNs: bigint;
  attributes: Map<string, AttributeValue>;
  events: SpanEvent[];
  links: SpanLink[];
  status: SpanStatus;
}

export interface SpanEvent {
  /** Epoch nanoseconds. */
  timeNs: bigint;
  name: string;
  attributes: Map<string, AttributeValue>;
}

export interface SpanLink {
  traceId: string;
  spanId: string;
  attributes: Map<string, AttributeValue>;
}

export interface SpanStatus {
  code: number;
  message: string;
}

/** A span with the attributes of the program that recorded it. */
export interface ResourceSpan {
  readonly span: Span;
  readonly resource: Attributes;
}

export function emptySpan(): Span {
  return {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    kind: SPAN_KIND.unspecified,
    startTimeNs: 0n,
    endTimeNs: 0n,
    attributes: new Map(),
    events: [],
    links: [],
    status: { code: STATUS_CODE.unset, message: '' },
  };
}
