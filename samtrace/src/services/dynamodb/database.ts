import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AwsError, messageOf, StoredDataError } from '../../aws/error.ts';
import type { Change, Item, TableDefinition } from './contract.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS definition (name TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS item (
    table_name TEXT NOT NULL, key TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (table_name, key)) STRICT;
`;

/** Tables and items in a file. A change is in the file before DynamoDB answers, so that a killed process loses nothing. */
export class TableDatabase {
  readonly #database: DatabaseSync;

  /** Opens `dynamodb.sqlite` in a directory. Throws a {@link StoredDataError}. */
  constructor(directory: string) {
    const file = join(directory, 'dynamodb.sqlite');
    try {
      mkdirSync(directory, { recursive: true });
      this.#database = new DatabaseSync(file);
      // Without shared memory, which would need space on the disk to open.
      this.#database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      this.#database.exec(SCHEMA);
    } catch (cause) {
      throw new StoredDataError(
        `The stored items ${file} cannot be opened: ${messageOf(cause)}. Stop the stack that uses it, or move the file away to start anew.`,
        { cause },
      );
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  definitions(): TableDefinition[] {
    const rows = this.#database.prepare('SELECT definition FROM definition ORDER BY name').all();
    return rows.map(({ definition }) => JSON.parse(String(definition)) as TableDefinition);
  }

  items(tableName: string): Item[] {
    const rows = this.#database.prepare('SELECT item FROM item WHERE table_name = ? ORDER BY key').all(tableName);
    return rows.map(({ item }) => JSON.parse(String(item)) as Item);
  }

  putTable(definition: TableDefinition): void {
    this.#write(() => {
      this.#database
        .prepare('INSERT OR REPLACE INTO definition VALUES (?, ?)')
        .run(definition.TableName, JSON.stringify(definition));
    });
  }

  deleteTable(tableName: string): void {
    this.#write(() => {
      this.#database.prepare('DELETE FROM item WHERE table_name = ?').run(tableName);
      this.#database.prepare('DELETE FROM definition WHERE name = ?').run(tableName);
    });
  }

  /** All of them or none. */
  apply(changes: readonly Change[]): void {
    this.#write(() => {
      for (const { tableName, key, after } of changes) {
        if (after === undefined) {
          this.#database.prepare('DELETE FROM item WHERE table_name = ? AND key = ?').run(tableName, keyText(key));
        } else {
          this.#database
            .prepare('INSERT OR REPLACE INTO item VALUES (?, ?, ?)')
            .run(tableName, keyText(key), JSON.stringify(after));
        }
      }
    });
  }

  /** Throws InternalServerError when the file cannot be written. */
  #write(work: () => void): void {
    try {
      this.#database.exec('BEGIN');
      work();
      this.#database.exec('COMMIT');
    } catch (cause) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      const message = `The local DynamoDB could not write its items: ${messageOf(cause)}.`;
      throw new AwsError('InternalServerError', message, { status: 500 });
    }
  }
}

/** The attributes of a key are in the order of the table's key schema. */
function keyText(key: Item): string {
  return JSON.stringify(key);
}
