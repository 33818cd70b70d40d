/** The two encodings of OTLP/HTTP. The answer has the encoding of the request. */
export interface Encoding {
  readonly contentType: string;
  /** An ExportTraceServiceResponse. No rejected spans and no text: complete success, which is an empty message. */
  response(rejectedSpans: number, errorMessage: string): Buffer;
  /** A google.rpc.Status, the body of every error. https://opentelemetry.io/docs/specs/otlp/#failures-1 */
  status(message: string): Buffer;
}

export const PROTOBUF: Encoding = {
  contentType: 'application/x-protobuf',
  response(rejectedSpans, errorMessage) {
    if (rejectedSpans === 0) return Buffer.alloc(0);
    const partialSuccess = Buffer.concat([varintField(1, rejectedSpans), textField(2, errorMessage)]);
    return bytesField(1, partialSuccess);
  },
  status: (message) => textField(2, message),
};

export const JSON_ENCODING: Encoding = {
  contentType: 'application/json',
  response(rejectedSpans, errorMessage) {
    // 64-bit integers are text in the JSON of protobuf.
    const body = rejectedSpans === 0 ? {} : { partialSuccess: { rejectedSpans: String(rejectedSpans), errorMessage } };
    return Buffer.from(JSON.stringify(body));
  },
  status: (message) => Buffer.from(JSON.stringify({ message })),
};

/** The encoding of a content type; undefined for any other one. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  return [PROTOBUF, JSON_ENCODING].find((encoding) => encoding.contentType === mediaType);
}

function textField(number: number, text: string): Buffer {
  return bytesField(number, Buffer.from(text));
}

function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}
