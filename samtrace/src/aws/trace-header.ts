import { randomBytes } from 'node:crypto';

/**
 * The trace header, `X-Amzn-Trace-Id` and `_X_AMZN_TRACE_ID`.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export interface TraceHeader {
  /** The trace ID: `1-<8 hex>-<24 hex>`. */
  readonly root?: string;
  /** The ID of the calling segment or subsegment. */
  readonly parent?: string;
  /** The sampling decision. Absent if the header does not decide (`Sampled=?`, or no field). */
  readonly sampled?: boolean;
  /** Other `key=value` pairs, such as `Lineage`. They are passed on unchanged. */
  readonly rest: readonly string[];
}

export function parseTraceHeader(text: string | undefined): TraceHeader {
  const header: { root?: string; parent?: string; sampled?: boolean } = {};
  const rest: string[] = [];
  for (const pair of (text ?? '').split(';')) {
    const trimmed = pair.trim();
    const [key = '', value = ''] = trimmed.split('=', 2).map((part) => part.trim());
    if (key.toLowerCase() === 'root' && isTraceId(value)) header.root = value;
    else if (key.toLowerCase() === 'parent' && /^[0-9a-f]{16}$/i.test(value)) header.parent = value;
    else if (key.toLowerCase() === 'sampled' && (value === '0' || value === '1')) header.sampled = value === '1';
    else if (trimmed !== '' && !/^(root|parent|sampled|self)$/i.test(key)) rest.push(trimmed);
  }
  return { ...header, rest };
}

export function formatTraceHeader(
  root: string,
  parent: string,
  sampled: boolean,
  rest: readonly string[] = [],
): string {
  return [`Root=${root}`, `Parent=${parent}`, `Sampled=${sampled ? 1 : 0}`, ...rest].join(';');
}

export function isTraceId(value: string): boolean {
  return /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(value);
}

/** A new trace ID with the time `nowMs`. */
export function newTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return `1-${seconds}-${randomBytes(12).toString('hex')}`;
}

/** A new ID for a segment, subsegment, or exception: 16 hexadecimal digits. */
export function newSegmentId(): string {
  return randomBytes(8).toString('hex');
}
