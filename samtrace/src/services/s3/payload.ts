import { AwsError } from '../../aws/error.ts';
import type { AwsRequest } from '../../aws/http.ts';

/** The body of a request as the client meant it, and the headers that belong to it. */
export interface Payload {
  readonly body: Buffer;
  /** The request's headers, and the trailers after its last chunk. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Decodes a body in chunks. SDKs send one when the length or checksum of a stream is not known ahead.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function readPayload({ headers, body }: Pick<AwsRequest, 'headers' | 'body'>): Payload {
  const hash = headers['x-amz-content-sha256'] ?? '';
  const encoding = (headers['content-encoding'] ?? '').split(',').map((each) => each.trim());
  if (!hash.startsWith('STREAMING-') && !encoding.includes('aws-chunked')) return { body, headers };

  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    if (lineEnd < 0) throw incomplete('A chunk has no size.');
    const [size = ''] = body.toString('latin1', at, lineEnd).split(';');
    if (!/^[0-9a-f]{1,8}$/i.test(size)) throw incomplete('The size of a chunk is not a hexadecimal number.');
    const start = lineEnd + 2;
    const end = start + Number.parseInt(size, 16);
    if (end === start)
      return { body: checkedLength(Buffer.concat(pieces), headers), headers: { ...headers, ...trailers(body, start) } };
    if (end > body.length) throw incomplete('The last chunk is shorter than it says.');
    pieces.push(body.subarray(start, end));
    at = end + 2;
  }
}

function trailers(body: Buffer, start: number): Record<string, string> {
  const lines = body.toString('latin1', start).split('\r\n');
  const fields = lines.map((line) => /^([^:]+):\s*(.*)$/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name.toLowerCase(), value.trim()]));
}

function checkedLength(body: Buffer, headers: Readonly<Record<string, string>>): Buffer {
  const expected = headers['x-amz-decoded-content-length'];
  if (expected === undefined || Number(expected) === body.length) return body;
  throw incomplete(`The chunks have ${body.length} bytes, and x-amz-decoded-content-length is ${expected}.`);
}

function incomplete(reason: string): AwsError {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new AwsError('IncompleteBody', `${message}: ${reason}`);
}
