import type { CheckedDocument } from './document-check.ts';

/**
 * Documents that have arrived and are not readable yet: X-Ray shows a document some seconds after it accepted it. The delay
 * is the same for all, so they become due in the order of their arrival.
 */
export class Arrivals {
  #held: { readonly document: CheckedDocument; readonly arrivedMs: number; readonly dueMs: number }[] = [];

  /** Times are epoch milliseconds. */
  hold(document: CheckedDocument, arrivedMs: number, dueMs: number): void {
    this.#held.push({ document, arrivedMs, dueMs });
  }

  /** Epoch milliseconds at which the next document becomes readable. */
  get nextDueMs(): number | undefined {
    return this.#held[0]?.dueMs;
  }

  takeDue(nowMs: number): CheckedDocument[] {
    // A document with a later arrival than now arrived before the clock was set back. It is shown at once.
    const firstLater = this.#held.findIndex(({ arrivedMs, dueMs }) => dueMs > nowMs && arrivedMs <= nowMs);
    const due = this.#held.splice(0, firstLater === -1 ? this.#held.length : firstLater);
    return due.map(({ document }) => document);
  }
}
