import { randomUUID } from 'node:crypto';
import { constants, createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { copyFile, type FileHandle, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AwsError, StoredDataError, systemReason } from '../../aws/error.ts';

/** Writes a new file; what a full disk makes fail. */
export type WriteFile = (path: string, body: Buffer) => Promise<void>;

/** Read-only, since a person may open the same file in the bucket's folder. */
const NEW_FILE = { flag: 'wx', mode: 0o444 } as const;
const writeNewFile: WriteFile = (path, body) => writeFile(path, body, NEW_FILE);

/**
 * The bytes of objects and parts, one file each under a random name. A file is written once and never changed: a reader
 * sees all of it. A failed write leaves no file.
 */
export class BodyFiles {
  readonly #directory: string;
  readonly #writeFile: WriteFile;

  constructor(directory: string, writeFile: WriteFile = writeNewFile) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#writeFile = writeFile;
  }

  path(name: string): string {
    return join(this.#directory, name);
  }

  write(body: Buffer): Promise<string> {
    return this.#create((path) => this.#writeFile(path, body));
  }

  copy(source: string): Promise<string> {
    return this.#create((path) =>
      copyFile(this.path(source), path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
    );
  }

  /** A new file of all the pieces, one after the other; `onBytes` sees them as they pass. */
  concatenate(sources: readonly string[], onBytes: (bytes: Buffer) => void): Promise<string> {
    return this.#create(async (path) => {
      await using file = await open(path, NEW_FILE.flag, NEW_FILE.mode);
      for (const source of sources) {
        for await (const bytes of createReadStream(this.path(source)) as AsyncIterable<Buffer>) {
          onBytes(bytes);
          await file.appendFile(bytes);
        }
      }
    });
  }

  /** The bytes from `start` on, `length` of them. */
  async read(name: string, start: number, length: number): Promise<Buffer> {
    // A symbolic link is not followed.
    await using file: FileHandle = await open(this.path(name), constants.O_RDONLY | constants.O_NOFOLLOW);
    const bytes = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
      if (bytesRead === 0) throw new StoredDataError(`${this.path(name)} is shorter than the object that it holds.`);
      filled += bytesRead;
    }
    return bytes;
  }

  /** As {@link read}, piece by piece. */
  async stream(name: string, start: number, length: number): Promise<Readable> {
    const file = await open(this.path(name), constants.O_RDONLY | constants.O_NOFOLLOW);
    // It closes the file at its end, or when its reader ends early.
    return file.createReadStream({ start, end: start + length - 1 });
  }

  async remove(names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => rm(this.path(name), { force: true })));
  }

  /** Removes what a killed process left: files that no record names. */
  removeUnless(isNeeded: (name: string) => boolean): void {
    for (const name of readdirSync(this.#directory)) if (!isNeeded(name)) rmSync(this.path(name), { force: true });
  }

  async #create(write: (path: string) => Promise<void>): Promise<string> {
    const name = randomUUID();
    try {
      await write(this.path(name));
      return name;
    } catch (cause) {
      await rm(this.path(name), { force: true });
      const message = `The local S3 could not write: ${this.#directory} ${systemReason(cause)}.`;
      throw new AwsError('InternalError', message, { status: 500 });
    }
  }
}
