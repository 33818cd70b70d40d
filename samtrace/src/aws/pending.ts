/**
 * What the stack has accepted and not finished: log deliveries and asynchronous invocations. `npm start -- --once`
 * leaves when nothing is pending, and names what is when its deadline comes first.
 */
export class Pending {
  readonly #open = new Map<symbol, string>();
  #waiting: (() => void)[] = [];

  /** Notes a piece of work; the function it returns says that it is finished, and does no harm when called again. */
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

  /** The descriptions of everything unfinished, oldest first. */
  list(): string[] {
    return [...this.#open.values()];
  }

  /** Resolves as soon as nothing is pending. */
  idle(): Promise<void> {
    return this.#open.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
}
