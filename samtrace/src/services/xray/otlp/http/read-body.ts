import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HttpError } from './http-error.ts';

/**
 * OTLP recommends 64 MiB, but reading so much would block every other request. An exporter's batch of 512 spans has less
 * than one, and a collector's batch of 8,192 spans has about five.
 */
const LIMIT_BYTES = 8 * 1024 * 1024;

const unzip = promisify(gunzip);

/** The body, decompressed. The limit counts before and after. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const body = await readBytes(request);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip')
    throw new HttpError(415, `Content-Encoding ${encoding} is not supported. Send gzip or none.`);
  try {
    return await unzip(body, { maxOutputLength: LIMIT_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new HttpError(400, `The body is not gzip: ${(error as Error).message}`);
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to its end, so that the sender gets the response.
    if (size <= LIMIT_BYTES) chunks.push(chunk);
  }
  if (size > LIMIT_BYTES) throw tooLarge();
  return Buffer.concat(chunks);
}

function tooLarge(): HttpError {
  return new HttpError(413, `The body has more than ${LIMIT_BYTES} bytes. Send fewer spans at once.`);
}
