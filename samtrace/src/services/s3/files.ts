import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/**
 * Stored objects as plain files, `<directory>/<bucket>/<key>`, so that a report can simply be opened. A key that no
 * file name can hold (an empty or dotted part, or a folder where an object lies) stays in S3 only.
 */
export function createObjectFiles(directory: string) {
  const pathOf = (bucket: string, key: string): string | undefined => {
    const parts = key.split('/');
    const fits = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
    return fits && !/[\\:]/.test(key) ? join(directory, bucket, ...parts) : undefined;
  };
  return {
    async write(bucket: string, key: string, body: Buffer): Promise<boolean> {
      const path = pathOf(bucket, key);
      if (path === undefined) return false;
      // Written aside and then moved: whatever kills the process leaves the old object or the new one, never half of it.
      // Beside the buckets, where it is no object; no bucket's name begins with a dot.
      const aside = join(directory, `.${randomUUID()}`);
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(aside, body);
        await rename(aside, path);
        return true;
      } catch (error) {
        await rm(aside, { force: true });
        if (isNameConflict(error)) return false;
        throw error;
      }
    },

    async remove(bucket: string, key: string): Promise<void> {
      const path = pathOf(bucket, key);
      if (path !== undefined) await rm(path, { force: true });
    },

    /** Everything that an earlier run left in the bucket's folder. */
    async read(bucket: string): Promise<{ key: string; body: Buffer; lastModifiedMs: number }[]> {
      const root = join(directory, bucket);
      const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return Promise.all(
        files.map(async (path) => ({
          key: relative(root, path).split(sep).join('/'),
          body: await readFile(path),
          lastModifiedMs: Math.floor((await stat(path)).mtimeMs),
        })),
      );
    },
  };
}

/** The errors of a key that is a folder of another key, or too long for a file name. */
function isNameConflict(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(code);
}
