import { AwsError } from '../../aws/error.ts';
import type { ObjectRecord } from './record.ts';
import type { WriteCheck } from './store.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Whether a conditional read finds the object unchanged, which is a 304. Throws PreconditionFailed. An ETag decides over
 * a time. https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function isNotModified(headers: Headers, stored: ObjectRecord, prefix = ''): boolean {
  const ifMatch = headers[`${prefix}if-match`];
  const ifNoneMatch = headers[`${prefix}if-none-match`];
  const unmodifiedSince = timeIn(headers[`${prefix}if-unmodified-since`]);
  const modifiedSince = timeIn(headers[`${prefix}if-modified-since`]);
  // Times in headers have whole seconds.
  const lastModifiedMs = Math.floor(stored.lastModifiedMs / 1000) * 1000;

  if (ifMatch !== undefined) {
    if (!matches(ifMatch, stored)) throw preconditionFailed('If-Match');
  } else if (unmodifiedSince !== undefined && lastModifiedMs > unmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, stored);
  return modifiedSince !== undefined && lastModifiedMs <= modifiedSince;
}

/** The conditions on the source of a copy. Where a read would answer 304, a copy fails. */
export function checkCopySource(headers: Headers, source: ObjectRecord): void {
  if (isNotModified(headers, source, 'x-amz-copy-source-')) throw preconditionFailed('x-amz-copy-source-If-None-Match');
}

/**
 * Conditional writes: `If-None-Match: *` creates and never replaces, `If-Match` replaces only what the writer has seen.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function writeCheck(headers: Readonly<Record<string, string | undefined>>): WriteCheck {
  const ifNoneMatch = headers['if-none-match'];
  const ifMatch = headers['if-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      status: 501,
      members: { Header: 'If-None-Match' },
    });
  }
  return (stored) => {
    if (ifNoneMatch !== undefined && stored !== undefined) throw preconditionFailed('If-None-Match');
    if (ifMatch !== undefined && stored === undefined) throw noSuchKey();
    if (ifMatch !== undefined && stored !== undefined && !matches(ifMatch, stored))
      throw preconditionFailed('If-Match');
  };
}

export function noSuchKey(key?: string): AwsError {
  const members = key === undefined ? {} : { Key: key };
  return new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404, members });
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
