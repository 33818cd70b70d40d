import { AwsError } from '../../aws/error.ts';
import type { ObjectRecord } from './record.ts';
import type { WriteCheck } from './store.ts';

type Headers = Readonly<Record<string, string>>;

const COPY_SOURCE = 'x-amz-copy-source-';

/**
 * Whether a conditional read finds the object unchanged, which is status 304. Throws PreconditionFailed. An ETag has priority over
 * a time. https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function isNotModified(headers: Headers, stored: ObjectRecord, nowMs: number, prefix = ''): boolean {
  const ifMatch = headers[`${prefix}if-match`];
  const ifNoneMatch = headers[`${prefix}if-none-match`];
  const unmodifiedSince = timeIn(headers[`${prefix}if-unmodified-since`]);
  const modifiedSince = timeIn(headers[`${prefix}if-modified-since`]);
  // Times in headers have whole seconds.
  const lastModifiedMs = Math.floor(stored.lastModifiedMs / 1000) * 1000;

  if (ifMatch !== undefined) {
    if (!matches(ifMatch, stored)) throw preconditionFailed(`${prefix}If-Match`);
  } else if (unmodifiedSince !== undefined && lastModifiedMs > unmodifiedSince) {
    throw preconditionFailed(`${prefix}If-Unmodified-Since`);
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, stored);
  // A time in the future is ignored.
  return modifiedSince !== undefined && modifiedSince <= nowMs && lastModifiedMs <= modifiedSince;
}

/** The conditions on the source of a copy. Where a read would answer 304, a copy fails. */
export function checkCopySource(headers: Headers, source: ObjectRecord, nowMs: number): void {
  if (!isNotModified(headers, source, nowMs, COPY_SOURCE)) return;
  const byTag = headers[`${COPY_SOURCE}if-none-match`] !== undefined;
  throw preconditionFailed(`${COPY_SOURCE}${byTag ? 'If-None-Match' : 'If-Modified-Since'}`);
}

/**
 * Conditional writes: `If-None-Match: *` creates and never replaces, `If-Match` replaces only what the writer has seen.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function writeCheck(headers: Headers, key: string): WriteCheck {
  const ifNoneMatch = headers['if-none-match'];
  const ifMatch = headers['if-match'];
  if (ifNoneMatch !== undefined && ifMatch !== undefined) {
    throw refusedCondition('If-Match,If-None-Match', 'Multiple conditional request headers present in the request');
  }
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw refusedValue('If-None-Match');
  if (ifMatch === '*') throw refusedValue('If-Match');
  return (stored) => {
    if (ifNoneMatch !== undefined && stored !== undefined) throw preconditionFailed('If-None-Match');
    checkMatch(ifMatch, stored, key);
  };
}

/** A delete with `If-Match`, which may be `*`. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html */
export function deleteCheck(ifMatch: string | undefined, key: string): WriteCheck {
  return (stored) => checkMatch(ifMatch, stored, key);
}

/** The name of the condition that a write has. */
export function writeCondition(headers: Headers): 'If-Match' | 'If-None-Match' | undefined {
  if (headers['if-match'] !== undefined) return 'If-Match';
  return headers['if-none-match'] === undefined ? undefined : 'If-None-Match';
}

function checkMatch(ifMatch: string | undefined, stored: ObjectRecord | undefined, key: string): void {
  if (ifMatch === undefined) return;
  if (stored === undefined) throw noSuchKey(key);
  if (!matches(ifMatch, stored)) throw preconditionFailed('If-Match');
}

function refusedValue(header: string): AwsError {
  return refusedCondition(header, `We don't accept the provided value of ${header} header for this API`);
}

function refusedCondition(header: string, reason: string): AwsError {
  return new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', {
    status: 501,
    members: { Header: header, additionalMessage: reason },
  });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404, members: { Key: key } });
}

function preconditionFailed(condition: string): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    status: 412,
    members: { Condition: condition },
  });
}

/** One ETag, several, or `*`; with or without quotes. */
function matches(header: string, { etag }: ObjectRecord): boolean {
  return header.split(',').some((each) => {
    const wanted = each.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
    return wanted === '*' || wanted === etag;
  });
}

function timeIn(header: string | undefined): number | undefined {
  const timeMs = Date.parse(header ?? '');
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
