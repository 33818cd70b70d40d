import { describe, expect, it } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { decodeJson } from '../../../../src/services/xray/otlp/decode/json.ts';
import { OtlpError } from '../../../../src/services/xray/otlp/decode/otlp-error.ts';
import { decodeProtobuf } from '../../../../src/services/xray/otlp/decode/protobuf.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { OTEL_TRACE_ID, recordSpans } from './support-spans.ts';

const PARENT = { traceId: OTEL_TRACE_ID, spanId: 'a'.repeat(16) };

function field(number: number, bytes: Buffer): Buffer {
  if (bytes.length > 0x3fff) throw new Error('too long for this test');
  return Buffer.concat([Buffer.from([number * 8 + 2, (bytes.length % 128) + 128, bytes.length >> 7]), bytes]);
}

/** A request with one span whose attribute `a` has the AnyValue. */
function requestWith(value: Buffer): Buffer {
  const attribute = field(9, Buffer.concat([field(1, Buffer.from('a')), field(2, value)]));
  return field(1, field(2, field(2, attribute)));
}

function attribute(value: Buffer): unknown {
  return decodeProtobuf(requestWith(value))[0]?.span.attributes.get('a');
}

function jsonAttribute(value: unknown): unknown {
  const span = { attributes: [{ key: 'a', value }] };
  const [decoded] = decodeJson(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
  return decoded?.span.attributes.get('a');
}

describe('decoding of spans', () => {
  it('reads the same from OpenTelemetry’s protobuf and JSON', () => {
    const spans = recordSpans(
      { 'service.name': 'shop', 'telemetry.sdk.language': 'nodejs' },
      [
        { name: 'order', kind: SpanKind.SERVER, attributes: { text: 'é', whole: -7, part: 1.5, yes: true } },
        { name: 'pay', kind: SpanKind.CLIENT, attributes: { list: ['a', 'b'] }, error: new Error('declined') },
      ],
      PARENT,
    );
    const fromProtobuf = decodeProtobuf(Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? []));
    const fromJson = decodeJson(Buffer.from(JsonTraceSerializer.serializeRequest(spans) ?? []).toString());

    expect(fromProtobuf).toEqual(fromJson);
    expect(fromProtobuf.map(({ span }) => span.name)).toEqual(['pay', 'order']);
    expect(fromProtobuf[0]?.span.events[0]?.attributes.get('exception.message')).toBe('declined');
    expect(Object.fromEntries(fromProtobuf[1]?.span.attributes ?? [])).toEqual({
      text: 'é',
      whole: -7,
      part: 1.5,
      yes: true,
    });
    expect(fromProtobuf[1]).toMatchObject({ span: { traceId: OTEL_TRACE_ID, parentSpanId: 'a'.repeat(16), kind: 2 } });
  });

  it.each([
    ['a text', Buffer.from([0x0a, 1, 0x78]), { stringValue: 'x' }, 'x'],
    ['false', Buffer.from([0x10, 0]), { boolValue: false }, false],
    ['-1', Buffer.from([0x18, ...Array(9).fill(0xff), 1]), { intValue: '-1' }, -1],
    [
      'an integer beyond 2^53 as text',
      Buffer.from([0x18, ...Array(8).fill(0xff), 0x7f]),
      { intValue: '9223372036854775807' },
      '9223372036854775807',
    ],
    ['a double', Buffer.from([0x21, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f]), { doubleValue: 1.5 }, 1.5],
    ['bytes as base64', Buffer.from([0x3a, 2, 1, 2]), { bytesValue: 'AQI=' }, 'AQI='],
    ['an empty list', Buffer.from([0x2a, 0]), { arrayValue: {} }, []],
    ['no value', Buffer.alloc(0), {}, null],
    [
      'an object, whose key may be __proto__',
      Buffer.from([0x32, 17, 0x0a, 15, 0x0a, 9, ...Buffer.from('__proto__'), 0x12, 2, 0x18, 7]),
      { kvlistValue: { values: [{ key: '__proto__', value: { intValue: 7 } }] } },
      Object.fromEntries([['__proto__', 7]]),
    ],
  ])('reads %s', (_what, bytes, json, expected) => {
    expect(attribute(bytes)).toEqual(expected);
    expect(jsonAttribute(json)).toEqual(expected);
  });

  it('skips unknown fields and members', () => {
    const unknown = Buffer.from([0xc0, 0x3e, 5, 0xc5, 0x3e, 1, 2, 3, 4]);
    expect(decodeProtobuf(Buffer.concat([unknown, requestWith(Buffer.from([0x10, 1]))]))).toHaveLength(1);
    expect(decodeJson('{"new":1,"resourceSpans":[{"new":{},"scopeSpans":[{"spans":[{"new":[]}]}]}]}')).toHaveLength(1);
  });

  it('reads upper-case IDs and numbers for times in JSON', () => {
    const span = { traceId: OTEL_TRACE_ID.toUpperCase(), spanId: 'AB'.repeat(8), startTimeUnixNano: 5 };
    const [decoded] = decodeJson(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));

    expect(decoded?.span).toMatchObject({ traceId: OTEL_TRACE_ID, spanId: 'ab'.repeat(8), startTimeNs: 5n });
  });

  it('rejects attributes nested deeper than 32 levels', () => {
    let value: Buffer = Buffer.from([0x10, 1]);
    let json: unknown = { boolValue: true };
    for (let depth = 0; depth < 40; depth += 1) {
      value = field(5, field(1, value));
      json = { arrayValue: { values: [json] } };
    }

    expect(() => attribute(value)).toThrow('nested deeper than 32 levels');
    expect(() => jsonAttribute(json)).toThrow('nested deeper than 32 levels');
  });

  it('rejects a request with more than 200,000 values', () => {
    const emptySpans = Buffer.alloc(2 * 200_001, Buffer.from([0x12, 0]));
    const length = emptySpans.length;
    const scope = Buffer.concat([varintField(2, length), emptySpans]);
    const request = Buffer.concat([varintField(1, scope.length), scope]);

    expect(() => decodeProtobuf(request)).toThrow('more than 200000 values');
  });

  it.each([
    ['a kind that is a name', { kind: 'SPAN_KIND_SERVER' }, /kind is not a number/],
    ['an ID that is a number', { traceId: 5 }, /traceId is not a string/],
    ['a time that is no integer', { startTimeUnixNano: '1.5' }, /startTimeUnixNano is not an integer/],
    ['a span that is no object', 5, /An entry of spans is not an object/],
  ])('rejects JSON with %s', (_what, span, reason) => {
    const request = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });

    expect(() => decodeJson(request)).toThrow(reason);
  });

  it('reads any bytes, or returns an error', () => {
    const valid = Buffer.from(
      ProtobufTraceSerializer.serializeRequest(
        recordSpans({ a: 'b' }, [{ name: 'x', error: new Error('y') }], PARENT),
      ) ?? [],
    );
    const damaged = fc.tuple(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length)).map(([at, byte, end]) => {
      const bytes = Buffer.from(valid);
      bytes[at] = byte;
      return bytes.subarray(0, end);
    });
    const anyBytes = fc.oneof(
      damaged,
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        try {
          decodeProtobuf(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(OtlpError);
        }
      }),
      propertyRuns(500),
    );
  });
});

/** The tag and length of a field with bytes. */
function varintField(number: number, length: number): Buffer {
  return Buffer.from([
    number * 8 + 2,
    (length & 127) | 128,
    ((length >> 7) & 127) | 128,
    ((length >> 14) & 127) | 128,
    length >> 21,
  ]);
}
