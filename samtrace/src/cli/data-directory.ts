import { existsSync, mkdirSync, statSync } from 'node:fs';
import { systemReason } from '../aws/error.ts';
import { UsageError } from './options.ts';

/** Makes the folder of --data. Only the last part is created: a path that leads nowhere is a typing error. Throws a {@link UsageError}. */
export function prepareDataDirectory(directory: string): void {
  try {
    if (!existsSync(directory)) mkdirSync(directory);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? `the folder above ${directory}` : directory;
    throw new UsageError(`--data: ${what} ${systemReason(cause)}.`, { cause });
  }
  if (!statSync(directory).isDirectory()) throw new UsageError(`--data: ${directory} is a file, not a folder.`);
}
