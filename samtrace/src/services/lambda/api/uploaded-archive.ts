import { unsupported } from '../../../aws/error.ts';
import { invalidParameter } from './errors.ts';
import type { Input } from './input.ts';

/** The archive in a request. Code in a bucket and container images are rejected. */
export function uploadedArchive(operation: string, code: Input): Buffer {
  for (const name of ['S3Bucket', 'S3Key', 'S3ObjectVersion', 'ImageUri', 'SourceKMSKeyArn']) {
    if (code.has(name)) throw unsupported('Lambda', `${operation} with ${name}`);
  }
  const archive = code.text('ZipFile');
  if (archive !== undefined) return Buffer.from(archive, 'base64');
  throw invalidParameter('Please provide a source for function code.');
}
