import { setImmediate as nextTurn } from 'node:timers/promises';
import { AwsError } from '../../aws/error.ts';
import type { AwsRequest } from '../../aws/http.ts';

/** The body of a request as the client meant it, and the headers that belong to it. */
export interface Payload {
  readonly body: Buffer;
  /** The request's headers, and the trailers after its last chunk. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The least bytes of a chunk with a signature, except for the last one. */
const MIN_SIGNED_CHUNK_BYTES = 8192;
/** After so many chunks, the stack serves other requests. */
const CHUNKS_IN_A_TURN = 10_000;

/**
 * Decodes a body in chunks. SDKs send one when the length or checksum of a stream is not known ahead.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function readPayload({ headers, body }: Pick<AwsRequest, 'headers' | 'body'>): Promise<Payload> {
  const hash = headers['x-amz-content-sha256'] ?? '';
  const encoding = (headers['content-encoding'] ?? '').split(',').map((each) => each.trim());
  if (!hash.startsWith('STREAMING-') && !encoding.includes('aws-chunked')) return { body, headers };

  // One buffer: a body of 256 MB may have 40 million chunks.
  const decoded = Buffer.allocUnsafeSlow(body.length);
  let size = 0;
  let small: { readonly number: number; readonly bytes: number } | undefined;
  let at = 0;
  for (let number = 1; ; number += 1) {
    if (number % CHUNKS_IN_A_TURN === 0) await nextTurn();
    const { bytes, start } = chunkAt(body, at);
    const end = start + bytes;
    if (bytes === 0) {
      const whole = checkedLength(decoded.subarray(0, size), headers);
      return { body: whole, headers: { ...headers, ...trailers(body, start) } };
    }
    if (end > body.length) throw incomplete('The last chunk is shorter than its declared size.');
    if (small !== undefined) throw chunkTooSmall(small);
    if (hash.startsWith('STREAMING-AWS4-') && bytes < MIN_SIGNED_CHUNK_BYTES) small = { number, bytes };
    size += body.copy(decoded, size, start, end);
    at = end + 2;
  }
}

/** The size of the chunk at a position, and where its bytes begin. */
function chunkAt(body: Buffer, at: number): { bytes: number; start: number } {
  const lineEnd = body.indexOf('\r\n', at);
  if (lineEnd < 0) throw incomplete('A chunk has no size.');
  const [size = ''] = body.toString('latin1', at, lineEnd).split(';');
  if (!/^[0-9a-f]{1,8}$/i.test(size)) throw incomplete('The size of a chunk is not a hexadecimal number.');
  return { bytes: Number.parseInt(size, 16), start: lineEnd + 2 };
}

/** Recorded on AWS: https://github.com/versity/versitygw/issues/1683. The status is not recorded. */
function chunkTooSmall({ number, bytes }: { number: number; bytes: number }): AwsError {
  const message = `Only the last chunk is allowed to have a size less than ${MIN_SIGNED_CHUNK_BYTES} bytes`;
  return new AwsError('InvalidChunkSizeError', message, {
    status: 403,
    members: { Chunk: number, BadChunkSize: bytes },
  });
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
