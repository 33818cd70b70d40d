/** Keeps entries up to a number of bytes. The oldest entries make room for new ones, and are counted. */
export class BoundedHistory<Entry> {
  readonly #maxBytes: number;
  #entries: { readonly entry: Entry; readonly bytes: number }[] = [];
  #bytes = 0;
  #dropped = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** `bytes` is roughly the memory that the entry takes. The newest entry is always kept, even if it is larger than the limit. */
  add(entry: Entry, bytes: number): void {
    this.#entries.push({ entry, bytes });
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes) this.#makeRoom();
  }

  /** Oldest first. */
  entries(): Entry[] {
    return this.#entries.map(({ entry }) => entry);
  }

  /** The number of entries that were removed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Drops an eighth at once, because removing from the front of an array costs as much as its length. */
  #makeRoom(): void {
    let count = 0;
    while (this.#bytes > this.#maxBytes * (7 / 8) && count < this.#entries.length - 1) {
      this.#bytes -= this.#entries[count]?.bytes ?? 0;
      count += 1;
    }
    this.#entries = this.#entries.slice(count);
    this.#dropped += count;
  }
}
