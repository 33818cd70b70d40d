import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { AwsError, messageOf } from '../../aws/error.ts';
import { openDatabase } from '../../storage/open-database.ts';
import type { BucketRecord, ObjectRecord, PartRecord, UploadRecord } from './record.ts';

const SCHEMA = `
  CREATE TABLE buckets (name TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE objects (bucket TEXT, key BLOB, record TEXT NOT NULL, PRIMARY KEY (bucket, key)) WITHOUT ROWID;
  CREATE TABLE uploads (id TEXT PRIMARY KEY, bucket TEXT, key BLOB, record TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE parts (upload TEXT, number INTEGER, record TEXT NOT NULL, PRIMARY KEY (upload, number)) WITHOUT ROWID
`;

/**
 * The index of the objects: a write to it is the moment in which an object exists. Keys are kept as bytes, so that their
 * order is that of S3: by UTF-8.
 */
export class IndexDatabase {
  readonly #database: DatabaseSync;

  /** Throws a {@link StoredDataError}. */
  constructor(file: string) {
    this.#database = openDatabase({ file, content: 'index of objects', version: 1, schema: SCHEMA });
  }

  close(): void {
    this.#database.close();
  }

  buckets(): BucketRecord[] {
    return this.#records('SELECT record FROM buckets ORDER BY name');
  }

  bucket(name: string): BucketRecord | undefined {
    return this.#records<BucketRecord>('SELECT record FROM buckets WHERE name = ?', name)[0];
  }

  putBucket(record: BucketRecord): void {
    this.#run('INSERT OR REPLACE INTO buckets VALUES (?, ?)', record.name, JSON.stringify(record));
  }

  deleteBucket(name: string): void {
    this.#run('DELETE FROM buckets WHERE name = ?', name);
  }

  object(bucket: string, key: string): ObjectRecord | undefined {
    const query = 'SELECT record FROM objects WHERE bucket = ? AND key = ?';
    return this.#records<ObjectRecord>(query, bucket, Buffer.from(key))[0];
  }

  /** Objects whose key is greater than `after`, or at least `from`; by key. */
  objects(bucket: string, range: { after: Buffer } | { from: Buffer }, limit: number): ObjectRecord[] {
    const [operator, bound] = 'after' in range ? ['>', range.after] : ['>=', range.from];
    const query = `SELECT record FROM objects WHERE bucket = ? AND key ${operator} ? ORDER BY key LIMIT ?`;
    return this.#records(query, bucket, bound, limit);
  }

  allObjects(): ObjectRecord[] {
    return this.#records('SELECT record FROM objects ORDER BY bucket, key');
  }

  allObjectsOf(bucket: string): ObjectRecord[] {
    return this.#records('SELECT record FROM objects WHERE bucket = ? ORDER BY key', bucket);
  }

  putObject(record: ObjectRecord): void {
    const values = [record.bucket, Buffer.from(record.key), JSON.stringify(record)] as const;
    this.#run('INSERT OR REPLACE INTO objects VALUES (?, ?, ?)', ...values);
  }

  deleteObject(bucket: string, key: string): void {
    this.#run('DELETE FROM objects WHERE bucket = ? AND key = ?', bucket, Buffer.from(key));
  }

  upload(id: string): UploadRecord | undefined {
    return this.#records<UploadRecord>('SELECT record FROM uploads WHERE id = ?', id)[0];
  }

  /** By key, then by start. */
  uploads(bucket: string): UploadRecord[] {
    const records = this.#records<UploadRecord>('SELECT record FROM uploads WHERE bucket = ? ORDER BY key', bucket);
    return records.sort((a, b) => (a.key === b.key ? a.startedMs - b.startedMs : 0));
  }

  putUpload(record: UploadRecord): void {
    const values = [record.id, record.bucket, Buffer.from(record.key), JSON.stringify(record)] as const;
    this.#run('INSERT OR REPLACE INTO uploads VALUES (?, ?, ?, ?)', ...values);
  }

  parts(uploadId: string): PartRecord[] {
    return this.#records('SELECT record FROM parts WHERE upload = ? ORDER BY number', uploadId);
  }

  putPart(uploadId: string, record: PartRecord): void {
    this.#run('INSERT OR REPLACE INTO parts VALUES (?, ?, ?)', uploadId, record.number, JSON.stringify(record));
  }

  /** Ends an upload, and stores its object where it has become one: both or neither. */
  endUpload(id: string, object?: ObjectRecord): void {
    this.#database.exec('BEGIN');
    try {
      if (object !== undefined) this.putObject(object);
      this.#run('DELETE FROM parts WHERE upload = ?', id);
      this.#run('DELETE FROM uploads WHERE id = ?', id);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw cannotWrite(error);
    }
  }

  /** The names of all files that an object or a part needs. */
  bodies(): Set<string> {
    const rows = this.#database.prepare('SELECT record FROM objects UNION ALL SELECT record FROM parts').all();
    return new Set(rows.map(({ record }) => (JSON.parse(String(record)) as { body: string }).body));
  }

  #records<T>(query: string, ...values: SQLInputValue[]): T[] {
    const rows = this.#database.prepare(query).all(...values);
    return rows.map(({ record }) => JSON.parse(String(record)) as T);
  }

  #run(query: string, ...values: SQLInputValue[]): void {
    try {
      this.#database.prepare(query).run(...values);
    } catch (cause) {
      throw cannotWrite(cause);
    }
  }
}

/** For example, the disk is full: the object is not stored. */
function cannotWrite(cause: unknown): AwsError {
  if (cause instanceof AwsError) return cause;
  const message = `The local S3 could not write its index: ${messageOf(cause)}.`;
  return new AwsError('InternalError', message, { status: 500 });
}
