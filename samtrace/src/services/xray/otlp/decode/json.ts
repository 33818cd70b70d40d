import { isJsonObject } from '../../../../aws/json.ts';
import { isDeeperThan } from '../../json-depth.ts';
import {
  type AttributeValue,
  emptySpan,
  type ResourceSpan,
  type Span,
  type SpanEvent,
  type SpanLink,
} from '../span.ts';
import { Budget } from './budget.ts';
import { numberOrText } from './integers.ts';
import { OtlpError } from './otlp-error.ts';

/** A value nested 32 levels deep needs four levels of JSON for each, below eight levels of the request. */
const JSON_DEPTH_LIMIT = 200;

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads an ExportTraceServiceRequest in OTLP's JSON: IDs are hexadecimal, enumerations are numbers, and 64-bit integers are
 * decimal text or numbers. Unknown members are ignored.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 * @throws OtlpError
 */
export function decodeJson(request: string): ResourceSpan[] {
  checkDepth(request);
  return spansIn(parseJson(request));
}

/** @throws OtlpError */
export function checkDepth(request: string): void {
  if (isDeeperThan(request, JSON_DEPTH_LIMIT)) {
    throw new OtlpError(`The JSON is nested deeper than ${JSON_DEPTH_LIMIT} levels.`);
  }
}

/** The spans in a parsed request. @throws OtlpError */
export function spansIn(request: Members): ResourceSpan[] {
  const budget = new Budget();
  return listOf(request, 'resourceSpans', budget).flatMap((group) => {
    const resource = attributesOf(objectIn(group, 'resource'), budget);
    return listOf(group, 'scopeSpans', budget)
      .flatMap((scope) => listOf(scope, 'spans', budget))
      .map((span) => ({ span: readSpan(span, budget), resource }));
  });
}

/** Call {@link checkDepth} first. @throws OtlpError */
export function parseJson(request: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(request);
  } catch (error) {
    throw new OtlpError(`The request is not JSON: ${(error as SyntaxError).message}`);
  }
  if (!isJsonObject(value)) throw new OtlpError('The request is not a JSON object.');
  return value;
}

function readSpan(members: Members, budget: Budget): Span {
  const status = objectIn(members, 'status');
  return {
    ...emptySpan(),
    ...idsOf(members),
    parentSpanId: textIn(members, 'parentSpanId').toLowerCase(),
    name: textIn(members, 'name'),
    kind: numberIn(members, 'kind'),
    startTimeNs: integerIn(members, 'startTimeUnixNano'),
    endTimeNs: integerIn(members, 'endTimeUnixNano'),
    attributes: attributesOf(members, budget),
    events: listOf(members, 'events', budget).map((event) => readEvent(event, budget)),
    links: listOf(members, 'links', budget).map((link) => readLink(link, budget)),
    status: { code: numberIn(status, 'code'), message: textIn(status, 'message') },
  };
}

function readEvent(members: Members, budget: Budget): SpanEvent {
  return {
    timeNs: integerIn(members, 'timeUnixNano'),
    name: textIn(members, 'name'),
    attributes: attributesOf(members, budget),
  };
}

function readLink(members: Members, budget: Budget): SpanLink {
  return { ...idsOf(members), attributes: attributesOf(members, budget) };
}

function idsOf(members: Members): { traceId: string; spanId: string } {
  return {
    traceId: textIn(members, 'traceId').toLowerCase(),
    spanId: textIn(members, 'spanId').toLowerCase(),
  };
}

/** `[{"key": "a", "value": {"stringValue": "b"}}]` becomes a map. */
function attributesOf(members: Members, budget: Budget): Map<string, AttributeValue> {
  return new Map(pairsOf(members, 'attributes', budget, 0));
}

function pairsOf(members: Members, name: string, budget: Budget, depth: number): [string, AttributeValue][] {
  return listOf(members, name, budget).map((pair) => [
    textIn(pair, 'key'),
    readValue(objectIn(pair, 'value'), budget, depth),
  ]);
}

function readValue(value: Members, budget: Budget, depth: number): AttributeValue {
  budget.checkDepth(depth);
  if (isPresent(value.stringValue)) return textIn(value, 'stringValue');
  if (isPresent(value.boolValue)) return value.boolValue === true;
  if (isPresent(value.intValue)) return numberOrText(integerIn(value, 'intValue'));
  if (isPresent(value.doubleValue)) return doubleIn(value, 'doubleValue');
  if (isPresent(value.bytesValue)) return textIn(value, 'bytesValue');
  if (isPresent(value.arrayValue)) {
    const entries = listOf(objectIn(value, 'arrayValue'), 'values', budget);
    return entries.map((entry) => readValue(entry, budget, depth + 1));
  }
  if (isPresent(value.kvlistValue)) {
    return Object.fromEntries(pairsOf(objectIn(value, 'kvlistValue'), 'values', budget, depth + 1));
  }
  return null;
}

function listOf(members: Members, name: string, budget: Budget): Members[] {
  const value = members[name];
  if (!isPresent(value)) return [];
  if (!Array.isArray(value)) throw new OtlpError(`${name} is not a list.`);
  return value.map((entry: unknown) => {
    budget.spend();
    if (!isJsonObject(entry)) throw new OtlpError(`An entry of ${name} is not an object.`);
    return entry;
  });
}

function objectIn(members: Members, name: string): Members {
  const value = members[name];
  if (!isPresent(value)) return {};
  if (!isJsonObject(value)) throw new OtlpError(`${name} is not an object.`);
  return value;
}

function textIn(members: Members, name: string): string {
  const value = members[name];
  if (!isPresent(value)) return '';
  if (typeof value !== 'string') throw new OtlpError(`${name} is not a string.`);
  return value;
}

function numberIn(members: Members, name: string): number {
  const value = members[name];
  if (!isPresent(value)) return 0;
  if (typeof value !== 'number')
    throw new OtlpError(`${name} is not a number. Enumerations are numbers in OTLP's JSON.`);
  return value;
}

/** Doubles beyond JSON are the texts `NaN`, `Infinity` and `-Infinity`. */
function doubleIn(members: Members, name: string): number {
  const value = members[name];
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number') throw new OtlpError(`${name} is not a number.`);
  return number;
}

function integerIn(members: Members, name: string): bigint {
  const value = members[name];
  if (!isPresent(value)) return 0n;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  throw new OtlpError(`${name} is not an integer.`);
}

/** JSON of protobuf reads null as absent. */
function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
