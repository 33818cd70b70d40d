import type { CheckedDocument } from './document-check.ts';

/**
 * Documents that have arrived and are not readable yet: X-Ray shows a document some seconds after it accepted it. The delay
 * is the same for all, so they become due in the order of their arrival.
 */
export class Arrivals {
  #held: { document: CheckedDocument; dueMs: number }[] = [];

  hold(document: CheckedDocument, dueMs: number): void {
    this.#held.push({ document, dueMs });
  }

  /** Epoch milliseconds at which the next document becomes readable. */
  get nextDueMs(): number | undefined {
    return this.#held[0]?.dueMs;
  }

  takeDue(nowMs: number): CheckedDocument[] {
    const firstLater = this.#held.findIndex(({ dueMs }) => dueMs > nowMs);
    const due = this.#held.splice(0, firstLater === -1 ? this.#held.length : firstLater);
    return due.map(({ document }) => document);
  }
}
