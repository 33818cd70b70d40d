import { Stream } from 'node:stream';
import type { Account } from '../../aws/arn.ts';
import type { KeyElement } from './contract.ts';

type Done<Value = unknown> = (error: Error | null, value?: Value) => void;

/** The limits of keys in a listing of dynalite. -1 means no limit. */
interface Range {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

export interface StoredTable {
  readonly TableStatus: string;
  readonly KeySchema: readonly KeyElement[];
}

/**
 * The storage for the actions of dynalite. dynalite's own storage has callbacks that run in later turns of the event
 * loop. There, an error in dynalite would end the process. This one calls back at once, so that the caller can catch it.
 */
export class MemoryStore {
  readonly options = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, maxItemSize: 400 * 1024 };
  readonly tableDb: Records & { awsAccountId: string; awsRegion: string };
  readonly #records = new Map<string, Records>();

  constructor({ accountId, region }: Account) {
    this.tableDb = Object.assign(new Records(), { awsAccountId: accountId, awsRegion: region });
  }

  /** About the memory of all items, also in indexes. */
  get bytes(): number {
    let sum = 0;
    for (const records of this.#records.values()) sum += records.bytes;
    return sum;
  }

  getItemDb(table: string): Records {
    return this.#of(`item ${table}`);
  }

  getIndexDb(type: string, table: string, index: string): Records {
    return this.#of(`${type.toLowerCase()} ${table} ${index}`);
  }

  getTagDb(table: string): Records {
    return this.#of(`tag ${table}`);
  }

  deleteItemDb(table: string, done: Done): void {
    this.#delete(`item ${table}`, done);
  }

  deleteIndexDb(type: string, table: string, index: string, done: Done): void {
    this.#delete(`${type.toLowerCase()} ${table} ${index}`, done);
  }

  deleteTagDb(table: string, done: Done): void {
    this.#delete(`tag ${table}`, done);
  }

  /** With `checkStatus` false, also a table that is being created or deleted. */
  getTable(name: string, checkStatus: boolean | Done<StoredTable>, given?: Done<StoredTable>): void {
    const isAny = checkStatus === false;
    const done = typeof checkStatus === 'function' ? checkStatus : given;
    this.tableDb.get(name, (_error, value) => {
      const table = value as StoredTable | undefined;
      const isThere = table !== undefined && (isAny || !['CREATING', 'DELETING'].includes(table.TableStatus));
      if (isThere) done?.(null, table);
      else
        done?.(
          notFound(isAny ? `Requested resource not found: Table: ${name} not found` : 'Requested resource not found'),
        );
    });
  }

  #of(name: string): Records {
    const records = this.#records.get(name) ?? new Records();
    this.#records.set(name, records);
    return records;
  }

  #delete(name: string, done: Done): void {
    this.#records.delete(name);
    done(null);
  }
}

/** The memory for a record without its value. */
const RECORD_BYTES = 200;

/** Values by their keys, which are in order. Values are copied on the way in and out. */
class Records {
  readonly #values = new Map<string, string>();
  bytes = 0;
  /** Absent after a change of the keys. */
  #sorted: string[] | undefined;

  get(key: string, done: Done): void {
    const text = this.#values.get(key);
    done(null, text === undefined ? undefined : JSON.parse(text));
  }

  put(key: string, value: unknown, done: Done): void {
    const text = JSON.stringify(value);
    const replaced = this.#values.get(key);
    if (replaced === undefined) this.#sorted = undefined;
    this.bytes += text.length - (replaced?.length ?? -RECORD_BYTES);
    this.#values.set(key, text);
    done(null);
  }

  del(key: string, done: Done): void {
    const removed = this.#values.get(key);
    if (removed !== undefined) {
      this.bytes -= removed.length + RECORD_BYTES;
      this.#values.delete(key);
      this.#sorted = undefined;
    }
    done(null);
  }

  batch(changes: readonly { type: 'put' | 'del'; key: string; value?: unknown }[], done: Done): void {
    for (const { type, key, value } of changes) {
      if (type === 'put') this.put(key, value, () => {});
      else this.del(key, () => {});
    }
    done(null);
  }

  createKeyStream(range: Range = {}): Stream {
    return new Listing(this.#keys(range));
  }

  createValueStream(range: Range = {}): Stream {
    return new Listing(this.#keys(range).map((key) => JSON.parse(this.#values.get(key) ?? 'null')));
  }

  /** Only one call runs at a time, so no wait is needed. */
  lock(_key: unknown, work: (release: (done: Done) => Done) => void): void {
    work((done) => done);
  }

  #keys({ gt, gte, lt, lte, reverse = false, limit = -1 }: Range): string[] {
    this.#sorted ??= [...this.#values.keys()].sort();
    const found = this.#sorted.filter(
      (key) =>
        (gt === undefined || key > gt) &&
        (gte === undefined || key >= gte) &&
        (lt === undefined || key < lt) &&
        (lte === undefined || key <= lte),
    );
    if (reverse) found.reverse();
    return limit < 0 ? found : found.slice(0, limit);
  }
}

/** Emits its values after its caller has added the listeners. An error of a listener becomes an `error` event. */
class Listing extends Stream {
  #isDestroyed = false;

  constructor(values: readonly unknown[]) {
    super();
    queueMicrotask(() => {
      try {
        for (const value of values) {
          if (this.#isDestroyed) return;
          this.emit('data', value);
        }
        if (!this.#isDestroyed) this.emit('end');
      } catch (error) {
        this.emit('error', error);
      }
    });
  }

  destroy(): void {
    this.#isDestroyed = true;
  }
}

/** The error in the form of dynalite's own. */
function notFound(message: string): Error {
  const body = { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message };
  return Object.assign(new Error(message), { name: 'NotFoundError', statusCode: 400, body });
}
