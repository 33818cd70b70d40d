import type { TableRecord } from './table-streams.ts';

interface Waiting {
  readonly record: TableRecord;
  /** As JSON. */
  readonly bytes: number;
}

/** The records of a stream that wait for their batch, oldest first, up to a number of bytes. */
export class WaitingRecords {
  readonly #maxBytes: number;
  #items: Waiting[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#items.length;
  }

  /** Adds a record. Returns the oldest ones if they had to make room for it. */
  add(record: TableRecord): TableRecord[] {
    const bytes = Buffer.byteLength(JSON.stringify(record));
    this.#items.push({ record, bytes });
    this.#bytes += bytes;
    return this.#bytes > this.#maxBytes ? this.#makeRoom() : [];
  }

  /** Removes the oldest records, `most` of them and `maxBytes` together, but at least one. */
  take(most: number, maxBytes: number): TableRecord[] {
    let bytes = 0;
    const tooMany = this.#items.slice(0, most).findIndex((item) => {
      bytes += item.bytes + 1;
      return bytes > maxBytes;
    });
    return this.#remove(tooMany === -1 ? most : Math.max(tooMany, 1));
  }

  records(): TableRecord[] {
    return this.#items.map(({ record }) => record);
  }

  /** An eighth at once, because removing from the front of a list costs as much as its length. */
  #makeRoom(): TableRecord[] {
    let count = 0;
    let bytes = this.#bytes;
    while (bytes > this.#maxBytes * (7 / 8) && count < this.#items.length - 1) {
      bytes -= this.#items[count]?.bytes ?? 0;
      count += 1;
    }
    return this.#remove(count);
  }

  #remove(count: number): TableRecord[] {
    const removed = this.#items.slice(0, count);
    this.#items = this.#items.slice(count);
    for (const { bytes } of removed) this.#bytes -= bytes;
    return removed.map(({ record }) => record);
  }
}
