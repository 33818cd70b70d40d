import { readFileSync } from 'node:fs';
import { messageOf, systemReason } from '../aws/error.ts';
import { oneLine } from './text.ts';
import { UsageError } from './usage-error.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: the limit of a synchronous invocation */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const MAX_LABEL_LENGTH = 30;
const STDIN = 0;

/** An event in which `{{n}}` is replaced by the number of the invocation. */
export interface NumberedEvent {
  payload(n: number): Buffer;
  /** The first string in which the number was filled in, such as `order-7`, to recognize the invocation by. */
  label(n: number): string | undefined;
}

/** Reads an event from a file, or from stdin if the file is `-`. Throws a {@link UsageError}. */
export function readEvent(file: string): NumberedEvent {
  const name = file === '-' ? 'on stdin' : file;
  const event = parseEvent(name, readText(name, file));
  const payload = (n: number) => Buffer.from(JSON.stringify(withNumber(event, n)));
  checkSize(name, payload);
  const template = firstNumbered(event);
  return {
    payload,
    label: (n) => (template === undefined ? undefined : oneLine(fillIn(template, n), MAX_LABEL_LENGTH)),
  };
}

function readText(name: string, file: string): string {
  try {
    return readFileSync(file === '-' ? STDIN : file, 'utf8');
  } catch (cause) {
    throw new UsageError(`The event ${name} ${systemReason(cause)}.`, { cause });
  }
}

function parseEvent(name: string, text: string): unknown {
  try {
    // Some editors write a byte order mark, which is not part of the JSON text.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new UsageError(`The event ${name} is not JSON: ${oneLine(messageOf(cause), 200)}`, { cause });
  }
}

function checkSize(name: string, payload: (n: number) => Buffer): void {
  try {
    if (payload(1).length <= MAX_EVENT_BYTES) return;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UsageError(`The event ${name} is nested too deeply.`, { cause });
  }
  throw new UsageError(`The event ${name} is larger than ${MAX_EVENT_BYTES} bytes, Lambda's limit.`);
}

function fillIn(text: string, n: number): string {
  return text.replaceAll('{{n}}', String(n));
}

/** The same value with the number filled in. */
function withNumber(value: unknown, n: number): unknown {
  if (typeof value === 'string') return fillIn(value, n);
  if (Array.isArray(value)) return value.map((item) => withNumber(item, n));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumber(item, n)]));
}

function firstNumbered(value: unknown): string | undefined {
  if (typeof value === 'string') return value.includes('{{n}}') ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const item of Object.values(value)) {
    const found = firstNumbered(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
