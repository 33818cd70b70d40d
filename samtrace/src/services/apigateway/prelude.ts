import { isJsonObject } from '../../aws/json.ts';
import type { ApiResponse } from './exchange.ts';
import { scalarText, statusOf } from './lambda-answer.ts';

/** Ends the prelude. */
const DELIMITER = Buffer.alloc(8);
const MAX_PRELUDE_BYTES = 64 * 1024;

/**
 * Reads the beginning of a stream, which is JSON with status, headers and cookies and then 8 NUL bytes, and answers with
 * what follows as the body. Undefined when the stream does not begin so.
 */
export async function readPrelude(body: AsyncIterable<Buffer>): Promise<ApiResponse | undefined> {
  const chunks = body[Symbol.asyncIterator]();
  let read = Buffer.alloc(0);
  while (!read.includes(DELIMITER) && read.length <= MAX_PRELUDE_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    read = Buffer.concat([read, next.value]);
  }
  const end = read.indexOf(DELIMITER);
  const prelude = end === -1 ? undefined : parsed(read.subarray(0, end));
  if (prelude === undefined) {
    // The rest is not read.
    await chunks.return?.();
    return undefined;
  }
  return { ...prelude, body: after(read.subarray(end + DELIMITER.length), chunks) };
}

async function* after(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  } finally {
    // The client may go away before the end.
    await chunks.return?.();
  }
}

function parsed(text: Buffer): { status: number; headers: [string, string][] } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const headers = Object.entries(isJsonObject(value.headers) ? value.headers : {}).map(
    ([name, each]): [string, string] => [name, scalarText(each) ?? ''],
  );
  const lists = Object.entries(isJsonObject(value.multiValueHeaders) ? value.multiValueHeaders : {}).flatMap(
    ([name, each]) => (Array.isArray(each) ? each : []).map((one): [string, string] => [name, scalarText(one) ?? '']),
  );
  const cookies = (Array.isArray(value.cookies) ? value.cookies : []).map((each): [string, string] => [
    'Set-Cookie',
    scalarText(each) ?? '',
  ]);
  const status = value.statusCode === undefined ? 200 : statusOf(value.statusCode);
  if (status === undefined) return undefined;
  const hasType = [...lists, ...headers].some(([name]) => name.toLowerCase() === 'content-type');
  const type: [string, string][] = hasType ? [] : [['Content-Type', 'application/octet-stream']];
  return { status, headers: [...lists, ...headers, ...type, ...cookies] };
}
