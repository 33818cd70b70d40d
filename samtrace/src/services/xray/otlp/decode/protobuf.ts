import {
  type AttributeValue,
  emptySpan,
  type ResourceSpan,
  type Span,
  type SpanEvent,
  type SpanLink,
  type SpanStatus,
} from '../span.ts';
import { Budget } from './budget.ts';
import { numberOrText } from './integers.ts';
import { bytesOf, doubleOf, type Field, fieldsOf, integerOf, textOf } from './wire.ts';

/** The readers of a message's fields, by field number. Unknown fields are skipped. */
type Readers<Target> = Readonly<Record<number, (target: Target, field: Field, budget: Budget) => void>>;

type AttributeMap = Map<string, AttributeValue>;

interface KeyValue {
  key: string;
  value: AttributeValue;
}

interface ScopeSpans {
  readonly spans: Span[];
}

interface ResourceSpans extends ScopeSpans {
  resource: AttributeMap;
}

/**
 * Reads an ExportTraceServiceRequest. Fields can be in any order.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 * @throws OtlpError
 */
export function decodeProtobuf(request: Buffer): ResourceSpan[] {
  const spans: ResourceSpan[] = [];
  read(request, spans, REQUEST, new Budget());
  return spans;
}

function read<Target>(message: Buffer, target: Target, readers: Readers<Target>, budget: Budget): Target {
  for (const field of fieldsOf(message, budget)) readers[field.number]?.(target, field, budget);
  return target;
}

const REQUEST: Readers<ResourceSpan[]> = {
  1(spans, field, budget) {
    const group = read<ResourceSpans>(bytesOf(field), { resource: new Map(), spans: [] }, RESOURCE_SPANS, budget);
    for (const span of group.spans) spans.push({ span, resource: group.resource });
  },
};

const RESOURCE_SPANS: Readers<ResourceSpans> = {
  1(group, field, budget) {
    read(bytesOf(field), group.resource, RESOURCE, budget);
  },
  2(group, field, budget) {
    read<ScopeSpans>(bytesOf(field), group, SCOPE_SPANS, budget);
  },
};

const RESOURCE: Readers<AttributeMap> = { 1: addAttribute };

const SCOPE_SPANS: Readers<ScopeSpans> = {
  2({ spans }, field, budget) {
    spans.push(read(bytesOf(field), emptySpan(), SPAN, budget));
  },
};

const SPAN: Readers<Span> = {
  1(span, field) {
    span.traceId = hexOf(field);
  },
  2(span, field) {
    span.spanId = hexOf(field);
  },
  4(span, field) {
    span.parentSpanId = hexOf(field);
  },
  5(span, field) {
    span.name = textOf(field);
  },
  6(span, field) {
    span.kind = Number(integerOf(field));
  },
  7(span, field) {
    span.startTimeNs = integerOf(field);
  },
  8(span, field) {
    span.endTimeNs = integerOf(field);
  },
  9(span, field, budget) {
    addAttribute(span.attributes, field, budget);
  },
  11(span, field, budget) {
    const event: SpanEvent = { timeNs: 0n, name: '', attributes: new Map() };
    span.events.push(read(bytesOf(field), event, EVENT, budget));
  },
  13(span, field, budget) {
    const link: SpanLink = { traceId: '', spanId: '', attributes: new Map() };
    span.links.push(read(bytesOf(field), link, LINK, budget));
  },
  15(span, field, budget) {
    read(bytesOf(field), span.status, STATUS, budget);
  },
};

const EVENT: Readers<SpanEvent> = {
  1(event, field) {
    event.timeNs = integerOf(field);
  },
  2(event, field) {
    event.name = textOf(field);
  },
  3(event, field, budget) {
    addAttribute(event.attributes, field, budget);
  },
};

const LINK: Readers<SpanLink> = {
  1(link, field) {
    link.traceId = hexOf(field);
  },
  2(link, field) {
    link.spanId = hexOf(field);
  },
  4(link, field, budget) {
    addAttribute(link.attributes, field, budget);
  },
};

const STATUS: Readers<SpanStatus> = {
  2(status, field) {
    status.message = textOf(field);
  },
  3(status, field) {
    status.code = Number(integerOf(field));
  },
};

function addAttribute(attributes: AttributeMap, field: Field, budget: Budget): void {
  const { key, value } = readKeyValue(field, budget, 0);
  attributes.set(key, value);
}

function readKeyValue(field: Field, budget: Budget, depth: number): KeyValue {
  const pair: KeyValue = { key: '', value: null };
  for (const part of fieldsOf(bytesOf(field), budget)) {
    if (part.number === 1) pair.key = textOf(part);
    else if (part.number === 2) pair.value = readValue(bytesOf(part), budget, depth);
  }
  return pair;
}

/** An AnyValue. Of several values, the last one counts, as in every `oneof`. */
function readValue(message: Buffer, budget: Budget, depth: number): AttributeValue {
  budget.checkDepth(depth);
  let value: AttributeValue = null;
  for (const field of fieldsOf(message, budget)) value = VALUES[field.number]?.(field, budget, depth) ?? value;
  return value;
}

const VALUES: Readonly<Record<number, (field: Field, budget: Budget, depth: number) => AttributeValue>> = {
  1: textOf,
  2: (field) => integerOf(field) !== 0n,
  3: (field) => numberOrText(BigInt.asIntN(64, integerOf(field))),
  4: doubleOf,
  5: (field, budget, depth) => entriesOf(field, budget).map((entry) => readValue(bytesOf(entry), budget, depth + 1)),
  6: (field, budget, depth) =>
    Object.fromEntries(
      entriesOf(field, budget).map((entry) => {
        const { key, value } = readKeyValue(entry, budget, depth + 1);
        return [key, value];
      }),
    ),
  7: (field) => bytesOf(field).toString('base64'),
};

/** ArrayValue and KeyValueList repeat field 1. */
function entriesOf(field: Field, budget: Budget): Field[] {
  return [...fieldsOf(bytesOf(field), budget)].filter(({ number }) => number === 1);
}

function hexOf(field: Field): string {
  return bytesOf(field).toString('hex');
}
