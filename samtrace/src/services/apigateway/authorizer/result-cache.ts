/** The limit of cached answers. Callers can send any token, so the cache could grow without end. */
const MAX_ENTRIES = 10_000;

/** The answers of Lambda authorizers, kept for as long as each authorizer declares. Those that were kept first go first. */
export class ResultCache<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly expiresAtMs: number }>();

  get(key: string, nowMs: number): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresAtMs > nowMs) return entry?.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: T, expiresAtMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAtMs });
    const [first] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && first !== undefined) this.#entries.delete(first);
  }
}
