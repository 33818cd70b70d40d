import { AwsError } from '../../aws/error.ts';

export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * The bytes of a Range header. Undefined means all bytes: without a header, or if S3 ignores it (several
 * ranges, or another unit). Throws InvalidRange. https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    // The last bytes; all of them when there are fewer.
    const length = Math.min(Number(last), size);
    if (length === 0) throw invalidRange(header, size);
    return { start: size - length, length };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) throw invalidRange(header, size);
  return { start, length: end - start + 1 };
}

export function contentRange({ start, length }: ByteRange, size: number): string {
  return `bytes ${start}-${start + length - 1}/${size}`;
}

function invalidRange(header: string | undefined, size: number): AwsError {
  return new AwsError('InvalidRange', 'The requested range is not satisfiable', {
    status: 416,
    members: { RangeRequested: header, ActualObjectSize: size },
  });
}
