import { AwsError } from '../../aws/error.ts';

const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3', '-an'];

/**
 * Throws InvalidBucketName unless the name follows S3's rules. The name becomes a folder: no valid name can leave
 * the folder of the objects, because a name has no slash and does not begin with a dot.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function checkBucketName(name: string): void {
  const valid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) &&
    !RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix));
  if (valid) return;
  throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { members: { BucketName: name } });
}
