import { readFileSync } from 'node:fs';
import { messageOf, systemReason } from '../aws/error.ts';
import { UsageError } from './options.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, of a synchronous invocation. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** Reads an event file once; the function it returns gives the event of the n-th invocation. */
export function readEvent(file: string): (n: number) => Buffer {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`The event ${file} ${systemReason(cause)}.`, { cause });
  }
  let event: unknown;
  try {
    // Some editors begin a file with a byte order mark, which is no part of its text.
    event = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new UsageError(`The event ${file} is not JSON: ${messageOf(cause)}`, { cause });
  }
  const eventOf = (n: number) => Buffer.from(JSON.stringify(numbered(event, n)));
  checkEvent(file, eventOf);
  return eventOf;
}

function checkEvent(file: string, eventOf: (n: number) => Buffer): void {
  try {
    if (eventOf(1).length <= MAX_EVENT_BYTES) return;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UsageError(`The event ${file} is nested too deeply.`, { cause });
  }
  throw new UsageError(`The event ${file} is larger than ${MAX_EVENT_BYTES} bytes, Lambda's limit.`);
}

/** The same value with `{{n}}` replaced in every string. */
function numbered(value: unknown, n: number): unknown {
  if (typeof value === 'string') return value.replaceAll('{{n}}', String(n));
  if (Array.isArray(value)) return value.map((item) => numbered(item, n));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, numbered(item, n)]));
}
