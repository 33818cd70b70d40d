import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, StoredDataError } from '../aws/error.ts';
import type { DatabaseFormat } from './read-database.ts';
import { refuseSymbolicLink } from './symbolic-link.ts';

/**
 * Opens or creates a database that is written at once, on the main thread: a commit is kept if the process ends. Opening
 * an existing one needs no space on the disk.
 * @throws StoredDataError if the file is not such a database, or when another process uses it
 */
export function openDatabase({ file, content, version, schema }: DatabaseFormat): DatabaseSync {
  refuseSymbolicLink(file);
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    database = new DatabaseSync(file);
    // Exclusive mode needs no shared memory, which would be another file.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const found = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (found === 0) database.exec(`BEGIN; ${schema}; PRAGMA user_version = ${version}; COMMIT`);
    else if (found !== version) throw new Error(`it has version ${found}, and this samtrace reads version ${version}`);
    return database;
  } catch (cause) {
    database?.close();
    throw new StoredDataError(
      `The stored ${content} ${file} cannot be opened: ${messageOf(cause)}. Stop the stack that uses it, or move the file away to start anew.`,
      { cause },
    );
  }
}
