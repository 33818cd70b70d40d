/** With fewer taken items than this, the list is not compacted. */
const MIN_TAKEN = 1_000;

/** First in, first out. Taking an item costs the same however many wait; `Array.shift` moves all of them. */
export class Fifo<Item> {
  #items: (Item | undefined)[] = [];
  #taken = 0;

  get length(): number {
    return this.#items.length - this.#taken;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#taken];
    this.#items[this.#taken] = undefined;
    this.#taken += 1;
    if (this.#taken >= MIN_TAKEN && this.#taken >= this.length) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return item;
  }

  /** Oldest first. */
  items(): Item[] {
    return this.#items.slice(this.#taken) as Item[];
  }
}
