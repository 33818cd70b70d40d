import { mkdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { messageOf, StoredDataError } from '../../aws/error.ts';
import type { CheckedDocument } from './document-check.ts';
import {
  CREATE_TABLE,
  FORMAT_VERSION,
  type WriterBatch,
  type WriterReply,
  type WriterRequest,
} from './persistence-format.ts';

/** How long documents gather before they are written together. */
const GATHER_MS = 100;

/** A TypeScript file in the repository, and a JavaScript file in the published package, as this one. */
const WORKER = `./persistence-worker${extname(import.meta.filename)}`;

/**
 * Keeps documents over a restart. A thread of its own writes them, one batch at a time; whoever saves a document only adds
 * it to a list. A process that is killed loses what was not written yet, and SQLite's write-ahead log keeps the rest whole.
 */
export class Persistence {
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  #waiting: WriterBatch = [];
  #inFlight = 0;
  #lost = 0;
  #failure: Error | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onIdle: (() => void) | undefined;

  /**
   * Opens or creates `xray.sqlite` in the directory and hands over everything in it.
   * @throws StoredDataError when the file is no such database, or another process uses it
   */
  constructor(directory: string, load: (document: CheckedDocument) => void) {
    const file = join(directory, 'xray.sqlite');
    try {
      mkdirSync(directory, { recursive: true });
      readAll(file, load);
    } catch (cause) {
      throw new StoredDataError(
        `The stored traces ${file} cannot be opened: ${messageOf(cause)}. Stop the stack that uses it, or move the file away to start anew.`,
        { cause },
      );
    }
    this.#worker = new Worker(new URL(WORKER, import.meta.url), { workerData: { file } });
    this.#worker.on('message', (reply: WriterReply) => this.#written(reply));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#exited = new Promise((resolve) => this.#worker.on('exit', resolve));
    this.#worker.unref();
  }

  /** Documents that are not on disk: they wait to be written, or could not be. */
  get unsavedCount(): number {
    return this.#waiting.length + this.#inFlight + this.#lost;
  }

  save(document: CheckedDocument): void {
    this.#add({ document });
  }

  remove(traceId: string): void {
    this.#add({ removedTraceId: traceId });
  }

  /** Writes what waits, and lets go of the file. */
  async close(): Promise<void> {
    // From here on the process has to wait for the thread.
    this.#worker.ref();
    this.#send();
    if (this.#inFlight > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    this.#worker.postMessage('close' satisfies WriterRequest);
    await this.#exited;
  }

  #add(entry: WriterBatch[number]): void {
    if (this.#failure) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(entry);
    this.#timer ??= setTimeout(() => this.#send(), GATHER_MS).unref();
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#inFlight > 0 || this.#waiting.length === 0) return;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#inFlight = batch.length;
    this.#worker.postMessage(batch satisfies WriterRequest);
  }

  #written({ error }: WriterReply): void {
    if (error !== undefined) {
      this.#fail(new Error(error));
      return;
    }
    this.#inFlight = 0;
    this.#send();
    if (this.#inFlight === 0) this.#onIdle?.();
  }

  /** A full disk must not stop the account: from here on, documents are kept in memory only, and that is said once. */
  #fail(error: Error): void {
    this.#lost += this.#inFlight + this.#waiting.length;
    this.#inFlight = 0;
    this.#waiting = [];
    this.#onIdle?.();
    if (!this.#failure) process.emitWarning(`X-Ray's data is no longer saved: ${error.message}`);
    this.#failure = error;
  }
}

function readAll(file: string, load: (document: CheckedDocument) => void): void {
  const database = new DatabaseSync(file);
  try {
    const version = database.prepare('PRAGMA user_version').get()?.user_version;
    if (version !== 0 && version !== FORMAT_VERSION) throw new Error(`its format is ${version}, not ${FORMAT_VERSION}`);
    database.exec(CREATE_TABLE);
    for (const row of database.prepare('SELECT * FROM documents ORDER BY start_time').iterate()) {
      load({
        traceId: String(row.trace_id),
        id: String(row.id),
        startTime: Number(row.start_time),
        inProgress: row.in_progress === 1,
        json: String(row.json),
      });
    }
  } finally {
    database.close();
  }
}
