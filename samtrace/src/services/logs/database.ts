import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, StoredDataError } from '../../aws/error.ts';
import type { StoredEvent } from './event-order.ts';
import type { Journal, LogGroup, LogStore, LogStream } from './log-store.ts';

/** What came within this time is written in one transaction. */
const WRITE_EVERY_MS = 100;
const SCHEMA_VERSION = 1;
const SCHEMA = `
  CREATE TABLE log_group (name TEXT PRIMARY KEY, creation_time INTEGER NOT NULL, retention_in_days INTEGER) STRICT;
  CREATE TABLE log_stream (
    log_group TEXT NOT NULL, name TEXT NOT NULL, creation_time INTEGER NOT NULL, PRIMARY KEY (log_group, name)) STRICT;
  CREATE TABLE log_event (
    sequence INTEGER PRIMARY KEY, log_group TEXT NOT NULL, log_stream TEXT NOT NULL,
    timestamp INTEGER NOT NULL, ingestion_time INTEGER NOT NULL, message TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

type Values = (string | number | null)[];

/**
 * Groups, streams and events in a file, so that they survive a restart. Written behind the store in batches: a process
 * that is killed loses the last batch at most, and the file opens again. Subscription filters are not kept: a template
 * declares them anew.
 */
export class LogDatabase implements Journal {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #write: Readonly<Record<'group' | 'stream' | 'event', (values: Values) => void>>;
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Opens `logs.sqlite` in a directory, which is made when absent. Throws a {@link StoredDataError}. */
  constructor(directory: string) {
    this.#file = join(directory, 'logs.sqlite');
    try {
      mkdirSync(directory, { recursive: true });
      this.#database = open(this.#file);
    } catch (cause) {
      throw new StoredDataError(
        `The stored logs ${this.#file} cannot be opened: ${messageOf(cause)}. Stop the stack that uses it, or move the file away to start anew.`,
        { cause },
      );
    }
    const statement = (sql: string) => {
      const prepared = this.#database.prepare(sql);
      return (values: Values) => void prepared.run(...values);
    };
    this.#write = {
      group: statement('INSERT OR REPLACE INTO log_group VALUES (?, ?, ?)'),
      stream: statement('INSERT INTO log_stream VALUES (?, ?, ?)'),
      event: statement('INSERT INTO log_event VALUES (?, ?, ?, ?, ?, ?)'),
    };
  }

  group({ name, creationTime, retentionInDays }: LogGroup): void {
    this.#later(() => this.#write.group([name, creationTime, retentionInDays ?? null]));
  }

  stream(group: LogGroup, { name, creationTime }: LogStream): void {
    this.#later(() => this.#write.stream([group.name, name, creationTime]));
  }

  event(group: LogGroup, { sequence, logStreamName, timestamp, ingestionTime, message }: StoredEvent): void {
    this.#later(() => this.#write.event([sequence, group.name, logStreamName, timestamp, ingestionTime, message]));
  }

  /** Fills an empty store with what an earlier run has left, less the events that their group no longer keeps. */
  restore(store: LogStore, now: number): void {
    this.#database.exec(`
      DELETE FROM log_event WHERE timestamp < ${now} - 86400000 *
        (SELECT retention_in_days FROM log_group WHERE name = log_event.log_group)`);
    for (const { name, creation_time, retention_in_days } of this.#rows('SELECT * FROM log_group')) {
      const retentionInDays = retention_in_days === null ? undefined : Number(retention_in_days);
      store.createGroup(String(name), Number(creation_time), retentionInDays);
    }
    for (const { log_group, name, creation_time } of this.#rows('SELECT * FROM log_stream')) {
      store.createStream(String(log_group), String(name), Number(creation_time));
    }
    for (const row of this.#rows('SELECT * FROM log_event ORDER BY timestamp, sequence')) {
      store.put(String(row.log_group), {
        logStreamName: String(row.log_stream),
        timestamp: Number(row.timestamp),
        sequence: Number(row.sequence),
        ingestionTime: Number(row.ingestion_time),
        message: String(row.message),
      });
    }
  }

  /** Writes what waits, and closes the file. */
  close(): void {
    this.#flush();
    this.#database.close();
  }

  #rows(sql: string) {
    return this.#database.prepare(sql).iterate();
  }

  #later(write: () => void): void {
    this.#waiting.push(write);
    this.#timer ??= setTimeout(() => this.#flush(), WRITE_EVERY_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const writes = this.#waiting;
    this.#waiting = [];
    if (writes.length === 0) return;
    try {
      this.#database.exec('BEGIN');
      for (const write of writes) write();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      const lost = `${writes.length} changes are not in ${this.#file}: ${messageOf(error)}`;
      process.emitWarning(lost, 'LogDatabaseWarning');
    }
  }
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  // With a write-ahead log a killed process leaves whole transactions, without a wait for the disk at each of them.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  if (version === 0) database.exec(SCHEMA);
  else if (version !== SCHEMA_VERSION) {
    throw new Error(`it has version ${version}, and this program reads ${SCHEMA_VERSION}`);
  }
  return database;
}
