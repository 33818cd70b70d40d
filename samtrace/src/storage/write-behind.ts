import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../aws/error.ts';
import type { SqlValue, Write, WriterOptions, WriterReply, WriterRequest } from './write-behind-format.ts';

/** How long writes gather before they are sent to the thread. */
const GATHER_MS = 100;
/** Larger messages would hold up the main thread while they are copied. */
const MAX_BATCH = 2_000;
/** How long after a failure the same batch is tried again. */
const RETRY_MS = 1_000;

/** A TypeScript file in the repository, and a JavaScript file in the published package, as this one. */
const WORKER = `./write-behind-worker${extname(import.meta.filename)}`;

export interface WriteBehindOptions extends WriterOptions {
  /** The content of the file, for messages: `traces`. */
  readonly content: string;
  /**
   * How many bytes may wait while the file cannot be written. Beyond it the oldest writes are given up. Set it to what
   * memory keeps, and only data that is dropped from memory, too, is lost.
   */
  readonly maxWaitingBytes: number;
}

/**
 * Writes to a SQLite file in a separate thread. The caller only adds to a list. A process that is killed loses the writes
 * of the last {@link GATHER_MS} milliseconds. While the file cannot be written (the disk is full), writes wait and are tried
 * again; warnings report the start and the end of this state.
 */
export class WriteBehind {
  readonly #options: WriteBehindOptions;
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  #waiting: Write[] = [];
  #waitingBytes = 0;
  #inFlight = 0;
  #lost = 0;
  #failing = false;
  #closing: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
    const { file, statements } = options;
    this.#worker = new Worker(new URL(WORKER, import.meta.url), {
      workerData: { file, statements } satisfies WriterOptions,
    });
    this.#worker.on('message', (reply: WriterReply) => this.#replied(reply));
    this.#worker.on('error', (error) => this.#stopped(error));
    this.#exited = new Promise((resolve) => this.#worker.on('exit', resolve));
    this.#worker.unref();
  }

  /** How many writes are not on disk: they wait, or they were given up. */
  get unsavedCount(): number {
    return this.#waiting.length + this.#lost;
  }

  write(statement: number, values: readonly SqlValue[]): void {
    const bytes = bytesOf(values);
    this.#waiting.push({ statement, values, bytes });
    this.#waitingBytes += bytes;
    if (this.#waitingBytes > this.#options.maxWaitingBytes) this.#giveUpOldest();
    if (!this.#failing) this.#timer ??= setTimeout(() => this.#send(), GATHER_MS).unref();
  }

  /** Writes everything that waits, and closes the file. If the file cannot be written now, a warning reports the lost changes. */
  async close(): Promise<void> {
    // From here on the process has to wait for the thread.
    this.#worker.ref();
    const finished = new Promise<void>((resolve) => {
      this.#closing = resolve;
    });
    this.#send();
    await finished;
    if (this.#waiting.length > 0)
      this.#warn(`${this.#waiting.length} changes are lost, because they could not be saved`);
    this.#worker.postMessage('close' satisfies WriterRequest);
    await this.#exited;
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#inFlight > 0) return;
    const batch = this.#waiting.slice(0, MAX_BATCH);
    this.#inFlight = batch.length;
    if (batch.length > 0) this.#worker.postMessage(batch satisfies WriterRequest);
    else this.#closing?.();
  }

  #replied({ error, impossible }: WriterReply): void {
    if (error !== undefined) {
      this.#failed(error);
      return;
    }
    this.#remove(this.#inFlight);
    this.#inFlight = 0;
    if (impossible !== undefined) {
      this.#lost += impossible.count;
      this.#warn(`${impossible.count} changes cannot be saved: ${impossible.firstError}`);
    }
    if (this.#failing) this.#warn('Everything is saved again');
    this.#failing = false;
    this.#send();
  }

  /** Keeps the batch and tries it again later, except at the end: then nothing would change. */
  #failed(error: string): void {
    this.#inFlight = 0;
    if (!this.#failing) this.#warn(`Nothing can be saved, and changes wait until it is possible again: ${error}`);
    this.#failing = true;
    if (this.#closing !== undefined) this.#closing();
    else this.#timer = setTimeout(() => this.#send(), RETRY_MS).unref();
  }

  /** The thread has ended with an error, so nothing more can be written. */
  #stopped(error: unknown): void {
    this.#inFlight = 0;
    this.#failing = true;
    this.#warn(`Nothing is saved any more: ${messageOf(error)}`);
    this.#closing?.();
  }

  /** Not those that are being written. */
  #giveUpOldest(): void {
    let count = this.#inFlight;
    let bytes = this.#waitingBytes;
    while (bytes > this.#options.maxWaitingBytes * (7 / 8) && count < this.#waiting.length) {
      bytes -= this.#waiting[count]?.bytes ?? 0;
      count += 1;
    }
    this.#waiting.splice(this.#inFlight, count - this.#inFlight);
    this.#waitingBytes = bytes;
    this.#lost += count - this.#inFlight;
  }

  #remove(count: number): void {
    for (const { bytes } of this.#waiting.splice(0, count)) this.#waitingBytes -= bytes;
  }

  #warn(text: string): void {
    process.emitWarning(`${text} (${this.#options.content}, ${this.#options.file}).`, 'StorageWarning');
  }
}

function bytesOf(values: readonly SqlValue[]): number {
  let bytes = 100;
  for (const value of values) if (typeof value === 'string') bytes += 2 * value.length;
  return bytes;
}
