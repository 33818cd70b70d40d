import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { messageOf, StoredDataError } from '../aws/error.ts';
import { refuseSymbolicLink } from './symbolic-link.ts';

export interface DatabaseFormat {
  readonly file: string;
  /** The content of the file, for messages: `traces`. */
  readonly content: string;
  /** Changes whenever older code could not read the tables any more. */
  readonly version: number;
  /** Creates the tables of an empty file. */
  readonly schema: string;
}

/** Integers are read as bigint, because a stored one may be larger than a number can hold. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * Opens or creates a database, lets `read` look at its rows, and closes it. An existing file is not written to, so that it
 * can be read when the disk is full.
 * @throws StoredDataError if the file is not such a database, or when another process uses it
 */
export function readDatabase(format: DatabaseFormat, read: (rows: (sql: string) => Iterable<Row>) => void): void {
  const { file, content } = format;
  refuseSymbolicLink(file);
  try {
    mkdirSync(dirname(file), { recursive: true });
    const database = new DatabaseSync(file);
    try {
      prepare(database, format);
      read((sql) => {
        const statement = database.prepare(sql);
        statement.setReadBigInts(true);
        return statement.iterate() as Iterable<Row>;
      });
    } finally {
      database.close();
    }
  } catch (cause) {
    throw new StoredDataError(
      `The stored ${content} ${file} cannot be opened: ${messageOf(cause)}. Stop the stack that uses it, or move the file away to start anew.`,
      { cause },
    );
  }
}

/** Warns about rows that were left out, if there are any. */
export function reportSkippedRows({ file, content }: DatabaseFormat, skipped: readonly string[]): void {
  if (skipped.length === 0) return;
  const examples = skipped.slice(0, 3).join('; ');
  process.emitWarning(
    `${skipped.length} stored ${content} in ${file} cannot be read and are left out: ${examples}${skipped.length > 3 ? '; …' : ''}.`,
    'StorageWarning',
  );
}

function prepare(database: DatabaseSync, { version: wanted, schema }: DatabaseFormat): void {
  // Exclusive, so that no file of shared memory is needed.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  if (version === wanted) return;
  if (version !== 0) throw new Error(`it has version ${version}, and this program reads ${wanted}`);
  database.exec(`BEGIN; ${schema}; PRAGMA user_version = ${wanted}; COMMIT`);
}
