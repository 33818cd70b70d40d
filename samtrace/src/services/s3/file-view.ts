import { randomUUID } from 'node:crypto';
import { constants, existsSync, readdirSync, rmSync, type Stats } from 'node:fs';
import { copyFile, link, lstat, mkdir, realpath, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** The name of a file that is prepared. The name of a bucket cannot begin with a dot. */
const PREPARED = /^\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The objects as plain files, `<directory>/<bucket>/<key>`, so that a person can open a report. It is a view: S3 never
 * reads these files. A key that no file can be named after (an empty or dotted part, or a folder that is also an object)
 * is not in the view.
 */
export class FileView {
  readonly #directory: string;
  readonly #turns = new Map<string, Promise<void>>();

  constructor(directory: string) {
    this.#directory = directory;
    // A process that was killed may have left prepared files.
    const names = existsSync(directory) ? readdirSync(directory) : [];
    for (const name of names.filter((each) => PREPARED.test(each))) rmSync(join(directory, name), { force: true });
  }

  /** Brings the file of a key to the body that `current` names, or removes it. One change after the other for each key. */
  update(bucket: string, key: string, current: () => string | undefined): Promise<void> {
    const path = this.#pathOf(bucket, key);
    if (path === undefined) return Promise.resolve();
    const turn = (this.#turns.get(path) ?? Promise.resolve()).then(() => this.#bring(path, current()));
    this.#turns.set(path, turn);
    return turn.finally(() => {
      if (this.#turns.get(path) === turn) this.#turns.delete(path);
    });
  }

  async removeBucket(bucket: string): Promise<void> {
    // A symbolic link is removed, and not its target.
    await rm(join(this.#directory, bucket), { recursive: true, force: true }).catch(warn);
  }

  async #bring(path: string, body: string | undefined): Promise<void> {
    try {
      if (body === undefined) {
        // Only if no symbolic link points outside the directory.
        if ((await realpath(dirname(path))) === dirname(path)) await unlink(path);
      } else if (!sameFile(await found(path), await found(body))) await this.#place(path, body);
    } catch (error) {
      // The object is stored; only its file is missing.
      if (!isNameConflict(error)) warn(error);
    }
  }

  async #place(path: string, body: string): Promise<void> {
    await this.#makeFolders(dirname(path));
    // Prepared in another folder and moved, so that a reader sees the old file or the new one.
    const prepared = join(this.#directory, `.${randomUUID()}`);
    try {
      await link(body, prepared).catch(() => copyFile(body, prepared, constants.COPYFILE_EXCL));
      await rename(prepared, path);
    } finally {
      await rm(prepared, { force: true });
    }
  }

  /** One folder after the other, since `recursive` would follow a symbolic link out of the directory. */
  async #makeFolders(folder: string): Promise<void> {
    let path = this.#directory;
    for (const part of relative(this.#directory, folder).split(sep)) {
      path = join(path, part);
      if ((await found(path)) === undefined) await mkdir(path).catch(ignoreExisting);
      const made = await found(path);
      if (made?.isSymbolicLink()) throw new Error(`${path} is a symbolic link, and no file is written behind it.`);
    }
  }

  #pathOf(bucket: string, key: string): string | undefined {
    const fits = key.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
    return fits && !/[\\:\0]/.test(key) ? join(this.#directory, bucket, key) : undefined;
  }
}

async function found(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined);
}

function sameFile(a: Stats | undefined, b: Stats | undefined): boolean {
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/** The errors of a key that is a folder of another key, has no folder any more, or is too long for a file name. */
function isNameConflict(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'ENAMETOOLONG', 'EILSEQ', 'EINVAL'].includes(code);
}

function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

function warn(error: unknown): void {
  process.emitWarning(`The file of an S3 object could not be updated: ${(error as Error).message}`, 'S3Warning');
}
