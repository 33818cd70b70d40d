import { isJsonObject } from '../../../aws/json.ts';
import type { ApiResponse } from '../exchange.ts';
import { scalarText, statusOf } from '../lambda-answer.ts';
import type { StreamedResult } from '../neighbours.ts';

/** The content type of a stream that begins with status, headers and cookies, as HttpResponseStream writes it. */
const WITH_PRELUDE = 'application/vnd.awslambda.http-integration-response';
/** Ends the prelude. */
const DELIMITER = Buffer.alloc(8);
const MAX_PRELUDE_BYTES = 64 * 1024;

/**
 * The answer of a function that streams. Without a prelude it is 200, with the function's content type; the answer of a
 * function that does not stream is the body itself, whatever it says about status and headers.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
export async function streamedResponse({ contentType, body }: StreamedResult): Promise<ApiResponse> {
  if (contentType !== WITH_PRELUDE) {
    return { status: 200, headers: [['Content-Type', contentType ?? 'application/octet-stream']], body };
  }
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
    return { status: 502, headers: [['Content-Type', 'application/json']], body: Buffer.from('Internal Server Error') };
  }
  const rest = after(read.subarray(end + DELIMITER.length), chunks);
  return { status: prelude.status, headers: prelude.headers, body: rest };
}

async function* after(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
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
  const cookies = (Array.isArray(value.cookies) ? value.cookies : []).map((each): [string, string] => [
    'Set-Cookie',
    scalarText(each) ?? '',
  ]);
  const status = value.statusCode === undefined ? 200 : statusOf(value.statusCode);
  if (status === undefined) return undefined;
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  const type: [string, string][] = hasType ? [] : [['Content-Type', 'application/octet-stream']];
  return { status, headers: [...headers, ...type, ...cookies] };
}
