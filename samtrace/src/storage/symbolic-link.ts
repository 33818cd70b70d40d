import { lstatSync } from 'node:fs';
import { StoredDataError } from '../aws/error.ts';

/** Throws a {@link StoredDataError} if a path is a symbolic link, which could point outside the folder. */
export function refuseSymbolicLink(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) throw new StoredDataError(`${path} is a symbolic link. Replace it by a folder or file.`);
}
