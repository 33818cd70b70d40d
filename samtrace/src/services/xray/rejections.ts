/** The number of distinct reasons that are kept. Users correct the first ones first, and more would only need memory. */
const KEPT_REASONS = 10;
const REASON_LENGTH = 300;

export interface RejectionReason {
  readonly reason: string;
  readonly count: number;
}

/** The refused documents, counted by reason. */
export class Rejections {
  readonly #counts = new Map<string, number>();
  #total = 0;

  add(message: string): void {
    this.#total += 1;
    // Every document has another ID, but many have the same error.
    const reason = message.replace(/ of [0-9a-f]{16}\b/i, '').slice(0, REASON_LENGTH);
    const count = this.#counts.get(reason);
    if (count !== undefined || this.#counts.size < KEPT_REASONS) this.#counts.set(reason, (count ?? 0) + 1);
  }

  get total(): number {
    return this.#total;
  }

  /** The first reasons, in the order of their first occurrence. */
  reasons(): RejectionReason[] {
    return [...this.#counts].map(([reason, count]) => ({ reason, count }));
  }
}
