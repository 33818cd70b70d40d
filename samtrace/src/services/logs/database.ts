import { join } from 'node:path';
import { type DatabaseFormat, type Row, readDatabase, reportSkippedRows } from '../../storage/read-database.ts';
import { WriteBehind } from '../../storage/write-behind.ts';
import type { Position, StoredEvent } from './event-order.ts';
import type { Journal, LogGroup, LogStore, LogStream } from './log-store.ts';

const CONTENT = 'logs';
const VERSION = 1;
const SCHEMA = `
  CREATE TABLE log_group (name TEXT PRIMARY KEY, creation_time INTEGER NOT NULL, retention_in_days INTEGER) STRICT;
  CREATE TABLE log_stream (
    log_group TEXT NOT NULL, name TEXT NOT NULL, creation_time INTEGER NOT NULL, PRIMARY KEY (log_group, name)) STRICT;
  CREATE TABLE log_event (
    sequence INTEGER PRIMARY KEY, log_group TEXT NOT NULL, log_stream TEXT NOT NULL,
    timestamp INTEGER NOT NULL, ingestion_time INTEGER NOT NULL, message TEXT NOT NULL) STRICT`;

const SAVE_GROUP = 0;
const SAVE_STREAM = 1;
const SAVE_EVENT = 2;
const REMOVE_EVENTS = 3;
const REMOVE_STREAM = 4;
const REMOVE_EVENTS_OF_STREAM = 5;
const REMOVE_GROUP = 6;
const REMOVE_STREAMS_OF_GROUP = 7;
const REMOVE_EVENTS_OF_GROUP = 8;
const STATEMENTS = [
  'INSERT OR REPLACE INTO log_group VALUES (?, ?, ?)',
  'INSERT OR REPLACE INTO log_stream VALUES (?, ?, ?)',
  'INSERT OR REPLACE INTO log_event VALUES (?, ?, ?, ?, ?, ?)',
  'DELETE FROM log_event WHERE log_group = ? AND (timestamp < ? OR timestamp = ? AND sequence <= ?)',
  'DELETE FROM log_stream WHERE log_group = ? AND name = ?',
  'DELETE FROM log_event WHERE log_group = ? AND log_stream = ?',
  'DELETE FROM log_group WHERE name = ?',
  'DELETE FROM log_stream WHERE log_group = ?',
  'DELETE FROM log_event WHERE log_group = ?',
];

/** The last moment that a date can hold, in epoch milliseconds. */
const LAST_TIME = 8_640_000_000_000_000;

/**
 * Keeps groups, streams and events in `logs.sqlite`, so that they are available after a restart. Subscription filters are not kept: the
 * template declares them again.
 */
export class LogDatabase implements Journal {
  readonly #file: WriteBehind;

  /**
   * Opens or creates the file in the directory, and fills an empty store with its content, less the events that their group
   * no longer keeps. Rows that are invalid are left out. From then on the store's changes are saved.
   * @throws StoredDataError if the file is not such a database, or if another process uses it
   */
  constructor(directory: string, maxBytes: number, store: LogStore, now: number) {
    const file = join(directory, 'logs.sqlite');
    const format = { file, content: CONTENT, version: VERSION, schema: SCHEMA };
    restore(format, store);
    // A waiting event needs up to twice the memory of a stored one, because it contains the names of its group and stream.
    const maxWaitingBytes = 2 * maxBytes;
    this.#file = new WriteBehind({ file, content: CONTENT, statements: STATEMENTS, maxWaitingBytes });
    store.keepIn(this);
    store.applyRetention(now);
  }

  /** How many changes are not on disk: they wait to be written, or could not be. */
  get unsavedCount(): number {
    return this.#file.unsavedCount;
  }

  group({ name, creationTime, retentionInDays }: LogGroup): void {
    this.#file.write(SAVE_GROUP, [name, creationTime, retentionInDays ?? null]);
  }

  stream(group: LogGroup, { name, creationTime }: LogStream): void {
    this.#file.write(SAVE_STREAM, [group.name, name, creationTime]);
  }

  event(group: LogGroup, { sequence, logStreamName, timestamp, ingestionTime, message }: StoredEvent): void {
    this.#file.write(SAVE_EVENT, [sequence, group.name, logStreamName, timestamp, ingestionTime, message]);
  }

  droppedEvents(group: LogGroup, { timestamp, sequence }: Position): void {
    this.#file.write(REMOVE_EVENTS, [group.name, timestamp, timestamp, sequence]);
  }

  droppedStream(group: LogGroup, streamName: string): void {
    this.#file.write(REMOVE_STREAM, [group.name, streamName]);
    this.#file.write(REMOVE_EVENTS_OF_STREAM, [group.name, streamName]);
  }

  droppedGroup(groupName: string): void {
    for (const statement of [REMOVE_GROUP, REMOVE_STREAMS_OF_GROUP, REMOVE_EVENTS_OF_GROUP]) {
      this.#file.write(statement, [groupName]);
    }
  }

  /** Writes what waits, and closes the file. */
  close(): Promise<void> {
    return this.#file.close();
  }
}

function restore(format: DatabaseFormat, store: LogStore): void {
  const skipped: string[] = [];
  const each = (row: Row, load: (row: Row) => void) => {
    try {
      load(row);
    } catch (error) {
      skipped.push((error as Error).message);
    }
  };
  readDatabase(format, (rows) => {
    for (const row of rows('SELECT * FROM log_group')) each(row, (group) => restoreGroup(store, group));
    for (const row of rows('SELECT * FROM log_stream')) each(row, (stream) => restoreStream(store, stream));
    const events = rows('SELECT * FROM log_event ORDER BY timestamp, sequence');
    for (const row of events) each(row, (event) => restoreEvent(store, event));
  });
  reportSkippedRows(format, skipped);
}

function restoreGroup(store: LogStore, row: Row): void {
  const days = row.retention_in_days === null ? undefined : integer(row, 'retention_in_days');
  store.createGroup(text(row, 'name'), time(row, 'creation_time'), days);
}

function restoreStream(store: LogStore, row: Row): void {
  const groupName = text(row, 'log_group');
  const creationTime = time(row, 'creation_time');
  if (!store.hasGroup(groupName)) store.createGroup(groupName, creationTime);
  store.createStream(groupName, text(row, 'name'), creationTime);
}

/** The rows of group and stream may be missing: the disk was full when they were to be saved. */
function restoreEvent(store: LogStore, row: Row): void {
  const groupName = text(row, 'log_group');
  const event = {
    logStreamName: text(row, 'log_stream'),
    timestamp: time(row, 'timestamp'),
    sequence: integer(row, 'sequence'),
    ingestionTime: time(row, 'ingestion_time'),
    message: text(row, 'message'),
  };
  if (!store.hasGroup(groupName)) store.createGroup(groupName, event.ingestionTime);
  if (!store.group(groupName).streams.has(event.logStreamName)) {
    store.createStream(groupName, event.logStreamName, event.ingestionTime);
  }
  store.put(groupName, event);
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} must be a string.`);
  return value;
}

function integer(row: Row, column: string): number {
  const value = Number(row[column]);
  if (!Number.isSafeInteger(value)) throw new Error(`${column} is ${String(row[column])}, which is too large`);
  return value;
}

function time(row: Row, column: string): number {
  const value = integer(row, column);
  if (value < 0 || value > LAST_TIME) throw new Error(`${column} is ${value}, which is not a time`);
  return value;
}
