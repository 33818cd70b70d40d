import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Another stack runs in the same folder: both would build into it and empty it. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/**
 * Takes a folder for this process and answers how to give it back. What a killed process left behind is taken over.
 * Throws {@link FolderInUseError}.
 */
export async function takeFolder(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'run.pid');
  for (;;) {
    try {
      // Fails when the file is there: of two that start at once, one gets the folder.
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await ownerIn(file);
    if (owner !== undefined) {
      throw new FolderInUseError(
        `${directory} is in use by the process ${owner}: stop it first, or start from another folder. ` +
          `If it is no stack, delete ${file}.`,
      );
    }
    await rm(file, { recursive: true, force: true });
  }
}

/** The living process that a lock file names. */
async function ownerIn(file: string): Promise<number | undefined> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  return Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
