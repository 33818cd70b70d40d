import { AwsError } from '../../aws/error.ts';

/**
 * Conditional writes, which the library ignores: `If-None-Match: *` creates and never replaces, `If-Match` replaces
 * only what the writer has seen. `etag` is that of the stored object, undefined when there is none.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkWriteConditions(headers: Readonly<Record<string, string>>, etag: string | undefined): void {
  const ifNoneMatch = headers['if-none-match'];
  const ifMatch = headers['if-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      status: 501,
      members: { Header: 'If-None-Match' },
    });
  }
  if (ifMatch !== undefined && etag === undefined) {
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404 });
  }
  const failed =
    (ifNoneMatch === '*' && etag !== undefined) || (ifMatch !== undefined && unquoted(ifMatch) !== unquoted(etag));
  if (failed) {
    const message = 'At least one of the pre-conditions you specified did not hold';
    throw new AwsError('PreconditionFailed', message, { status: 412 });
  }
}

function unquoted(etag: string | undefined): string | undefined {
  return etag?.replace(/^"|"$/g, '');
}
