/** The thread that writes to a database file; see write-behind.ts. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../aws/error.ts';
import type { Write, WriterOptions, WriterReply, WriterRequest } from './write-behind-format.ts';

/** SQLite's result codes that do not depend on the written value: busy, no memory, read-only, I/O error, full, cannot open. */
const TEMPORARY_ERRORS = new Set([5, 7, 8, 10, 13, 14]);

const { file, statements }: WriterOptions = workerData;
let database: DatabaseSync | undefined;
let prepared: StatementSync[] = [];

parentPort?.on('message', (request: WriterRequest) => {
  if (request !== 'close') return parentPort?.postMessage(write(request));
  database?.close();
  parentPort?.close();
});

// At once, so that no second stack can open the file. An error shows again at the first write, which opens it again.
try {
  open();
} catch {}

/** Opens the file unless it is open. */
function open(): DatabaseSync {
  if (database !== undefined) return database;
  const opened = new DatabaseSync(file);
  // Exclusive, so that a second stack on the same directory is refused and does not overwrite this one's data. With a
  // write-ahead log, a killed process leaves complete transactions, and a transaction does not wait for the disk.
  opened.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  prepared = statements.map((sql) => opened.prepare(sql));
  database = opened;
  return opened;
}

function write(batch: readonly Write[]): WriterReply {
  try {
    return inTransaction(() => {
      for (const each of batch) run(each);
      return {};
    });
  } catch (error) {
    if (isTemporary(error)) return { error: messageOf(error) };
    return writeOneByOne(batch);
  }
}

/** Leaves out the writes that fail by themselves, so that one bad value does not keep everything behind it from the disk. */
function writeOneByOne(batch: readonly Write[]): WriterReply {
  let count = 0;
  let firstError = '';
  try {
    return inTransaction(() => {
      for (const each of batch) {
        try {
          run(each);
        } catch (error) {
          if (isTemporary(error)) throw error;
          count += 1;
          firstError ||= messageOf(error);
        }
      }
      return { impossible: { count, firstError } };
    });
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function run({ statement, values }: Write): void {
  prepared[statement]?.run(...values);
}

function inTransaction(work: () => WriterReply): WriterReply {
  const opened = open();
  opened.exec('BEGIN');
  try {
    const reply = work();
    opened.exec('COMMIT');
    return reply;
  } catch (error) {
    if (opened.isTransaction) opened.exec('ROLLBACK');
    throw error;
  }
}

function isTemporary(error: unknown): boolean {
  const code: unknown = Reflect.get(Object(error), 'errcode');
  // The lower byte is the result code, and the others are details.
  return typeof code === 'number' && TEMPORARY_ERRORS.has(code & 0xff);
}
