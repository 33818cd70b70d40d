import { existsSync, mkdirSync, statSync } from 'node:fs';
import { systemReason } from '../aws/error.ts';
import { UsageError } from './usage-error.ts';

/** Creates the directory of --data, but not its parents: a missing parent is a typing error. Throws a {@link UsageError}. */
export function prepareDataDirectory(directory: string): void {
  try {
    if (!existsSync(directory)) mkdirSync(directory);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? `the parent directory of ${directory}` : directory;
    throw new UsageError(`--data: ${what} ${systemReason(cause)}.`, { cause });
  }
  if (!statSync(directory).isDirectory()) throw new UsageError(`--data: ${directory} is a file, not a directory.`);
}
