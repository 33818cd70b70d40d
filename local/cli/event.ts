import { readFileSync } from 'node:fs';
import { messageOf } from '../aws/error.ts';
import { UsageError } from './options.ts';

/** Reads an event file once; the function it returns gives the event of the n-th invocation. */
export function readEvent(file: string): (n: number) => Buffer {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`The event ${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`The event ${file} is not JSON: ${messageOf(cause)}`, { cause });
  }
  return (n) => Buffer.from(JSON.stringify(numbered(event, n)));
}

/** The same value with `{{n}}` replaced in every string. */
function numbered(value: unknown, n: number): unknown {
  if (typeof value === 'string') return value.replaceAll('{{n}}', String(n));
  if (Array.isArray(value)) return value.map((item) => numbered(item, n));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, numbered(item, n)]));
}
