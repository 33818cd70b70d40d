import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { refuseSymbolicLink } from '../../storage/symbolic-link.ts';
import { BodyFiles, type WriteFile } from './body-files.ts';
import { CompletedUploads } from './completed-uploads.ts';
import { FileView } from './file-view.ts';
import { IndexDatabase } from './index-database.ts';
import type { ObjectRecord, UploadRecord } from './record.ts';

export type CreatedEvent = 'ObjectCreated:Put' | 'ObjectCreated:Copy' | 'ObjectCreated:CompleteMultipartUpload';

export type TaggingEvent = 'ObjectTagging:Put' | 'ObjectTagging:Delete';

/** A change of an object or of its tags, with the data of an event notification. */
export interface ObjectEvent {
  readonly eventName: CreatedEvent | TaggingEvent | 'ObjectRemoved:Delete';
  readonly bucket: string;
  readonly key: string;
  /** 0 for a deleted object. */
  readonly size: number;
  /** Without quotes; empty for a deleted object. */
  readonly eTag: string;
  /** Hexadecimal. Of two events of one key, the later one has the greater text. */
  readonly sequencer: string;
  /** For a deleted object: when it was deleted. */
  readonly lastModifiedMs: number;
  /** `X-Amzn-Trace-Id` of the request. */
  readonly traceHeader?: string;
}

export interface StoreOptions {
  directory: string;
  now: () => number;
  writeFile?: WriteFile;
}

/** Throws an AwsError if the current object must not be replaced. */
export type WriteCheck = (stored: ObjectRecord | undefined) => void;

/** Buckets, objects and uploads: the index, the bytes, the files for people, and the listeners for changes. */
export class Store {
  readonly index: IndexDatabase;
  readonly bodies: BodyFiles;
  readonly completedUploads = new CompletedUploads();
  readonly now: () => number;
  readonly #view: FileView;
  readonly #listeners = new Set<(event: ObjectEvent) => void>();
  #lastSequence = 0n;

  /** Throws a StoredDataError. */
  constructor({ directory, now, writeFile }: StoreOptions) {
    mkdirSync(directory, { recursive: true });
    const root = realpathSync(directory);
    // No bucket's name begins with a dot.
    const own = join(root, '.s3');
    for (const path of [own, join(own, 'bodies')]) refuseSymbolicLink(path);
    this.bodies = new BodyFiles(join(own, 'bodies'), writeFile);
    this.index = new IndexDatabase(join(own, 'index.sqlite'));
    this.#view = new FileView(root);
    this.now = now;
    this.#recover(root);
  }

  close(): void {
    this.index.close();
  }

  /** Stores an object whose bytes are in `record.body`. The check and the write are one atomic step. */
  async putObject(record: ObjectRecord, eventName: CreatedEvent, check: WriteCheck): Promise<void> {
    await this.#commit(record, eventName, check, () => this.index.putObject(record));
  }

  async completeUpload(uploadId: string, record: ObjectRecord, check: WriteCheck): Promise<void> {
    const parts = this.index.parts(uploadId).map(({ body }) => body);
    const commit = () => this.index.endUpload(uploadId, record);
    await this.#commit(record, 'ObjectCreated:CompleteMultipartUpload', check, commit);
    await this.bodies.remove(parts);
  }

  async abortUpload({ id }: UploadRecord): Promise<void> {
    const parts = this.index.parts(id).map(({ body }) => body);
    this.index.endUpload(id);
    await this.bodies.remove(parts);
  }

  async deleteObject(bucket: string, key: string, check: WriteCheck = () => {}): Promise<void> {
    const stored = this.index.object(bucket, key);
    check(stored);
    if (stored === undefined) return;
    this.index.deleteObject(bucket, key);
    for (const upload of this.index.uploads(bucket)) {
      if (upload.key === key) this.index.putUpload({ ...upload, isKeyDeleted: true });
    }
    await this.#updateView(bucket, key);
    await this.bodies.remove([stored.body]);
    this.#tell({ eventName: 'ObjectRemoved:Delete', bucket, key, size: 0, eTag: '' });
  }

  setTags(record: ObjectRecord, tags: ObjectRecord['tags'], eventName: TaggingEvent): void {
    this.index.putObject({ ...record, tags });
    const { bucket, key, size, etag } = record;
    this.#tell({ eventName, bucket, key, size, eTag: etag });
  }

  async deleteBucket(name: string): Promise<void> {
    // In one step, so that a concurrent request finds the complete bucket or none.
    const parts = this.index.uploads(name).flatMap(({ id }) => this.index.parts(id));
    for (const { id } of this.index.uploads(name)) this.index.endUpload(id);
    this.index.deleteBucket(name);
    await this.#view.removeBucket(name);
    await this.bodies.remove(parts.map(({ body }) => body));
  }

  /** The bytes of an object, or a range of them. Undefined if the object was deleted. */
  read(record: ObjectRecord, start = 0, length = record.size): Promise<Buffer | undefined> {
    return this.#unlessGone(record, () => this.bodies.read(record.body, start, length));
  }

  /** As {@link read}, for at least one byte, without holding all of them in memory. */
  stream(record: ObjectRecord, start = 0, length = record.size): Promise<Readable | undefined> {
    return this.#unlessGone(record, () => this.bodies.stream(record.body, start, length));
  }

  async #unlessGone<Result>(record: ObjectRecord, read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await read();
    } catch (error) {
      const now = this.index.object(record.bucket, record.key);
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && now?.body !== record.body) return undefined;
      throw error;
    }
  }

  onChange(listener: (event: ObjectEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #commit(record: ObjectRecord, eventName: CreatedEvent, check: WriteCheck, write: () => void): Promise<void> {
    const { bucket, key, size, etag } = record;
    const replaced = this.index.object(bucket, key);
    try {
      check(replaced);
      write();
    } catch (error) {
      await this.bodies.remove([record.body]);
      throw error;
    }
    await this.#updateView(bucket, key);
    if (replaced !== undefined && replaced.body !== record.body) await this.bodies.remove([replaced.body]);
    this.#tell({ eventName, bucket, key, size, eTag: etag });
  }

  #updateView(bucket: string, key: string): Promise<void> {
    return this.#view.update(bucket, key, () => {
      const stored = this.index.object(bucket, key);
      return stored === undefined ? undefined : this.bodies.path(stored.body);
    });
  }

  #tell(change: Omit<ObjectEvent, 'sequencer' | 'lastModifiedMs'>): void {
    const lastModifiedMs = this.now();
    const next = BigInt(lastModifiedMs) << 16n;
    this.#lastSequence = next > this.#lastSequence ? next : this.#lastSequence + 1n;
    const sequencer = this.#lastSequence.toString(16).toUpperCase().padStart(18, '0');
    for (const listener of this.#listeners) listener({ ...change, lastModifiedMs, sequencer });
  }

  /** Repairs the incomplete work of a killed process: removes bytes without an object, and restores missing files. */
  #recover(root: string): void {
    const needed = this.index.bodies();
    this.bodies.removeUnless((name) => needed.has(name));
    for (const name of readdirSync(root)) {
      const isPrepared = /^\.[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name);
      if (isPrepared) rmSync(join(root, name), { force: true });
    }
  }
}
