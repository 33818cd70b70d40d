import type { CheckedDocument } from './document-check.ts';

/** A document is late if it arrives this long after its end and after all other documents of its trace. */
const LATE_MS = 60_000;

/** The documents of a trace that arrived when the trace had been complete for a while. */
export class LateDocuments {
  readonly #delaysMs = new Map<string, number>();
  #lastArrivalMs: number | undefined;

  /** Notes the arrival of a document. */
  add({ id, endTime }: CheckedDocument, arrivedMs: number): void {
    const waitMs = this.#lastArrivalMs === undefined ? 0 : arrivedMs - this.#lastArrivalMs;
    const delayMs = endTime === undefined ? 0 : arrivedMs - endTime * 1000;
    if (waitMs > LATE_MS && delayMs > LATE_MS) this.#delaysMs.set(id, delayMs);
    this.#lastArrivalMs = arrivedMs;
  }

  get count(): number {
    return this.#delaysMs.size;
  }

  /** From the end of a document to its arrival. */
  get longestDelayMs(): number {
    return Math.max(0, ...this.#delaysMs.values());
  }
}
