/**
 * Counts the work that a stack has accepted and not finished, for example log deliveries and asynchronous invocations.
 * `samtrace --once` exits when nothing is pending. If its deadline comes first, it lists what is pending.
 */
export class Pending {
  readonly #open = new Map<symbol, string>();
  #waiting: (() => void)[] = [];

  /** Adds a piece of work. Call the returned function when it is finished. Calling it again has no effect. */
  begin(description: string): () => void {
    const key = Symbol(description);
    this.#open.set(key, description);
    return () => {
      this.#open.delete(key);
      if (this.#open.size > 0) return;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    };
  }

  /** The number of unfinished pieces of work. */
  get count(): number {
    return this.#open.size;
  }

  /** The descriptions of the unfinished work, oldest first. */
  list(): string[] {
    return [...this.#open.values()];
  }

  /** Resolves when nothing is pending. */
  idle(): Promise<void> {
    return this.#open.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
}
