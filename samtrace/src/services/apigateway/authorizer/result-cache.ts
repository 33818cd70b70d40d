/** The answers of Lambda authorizers, kept for as long as each authorizer declares. */
export class ResultCache<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly expiresAtMs: number }>();

  get(key: string, nowMs: number): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresAtMs > nowMs) return entry?.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: T, expiresAtMs: number): void {
    this.#entries.set(key, { value, expiresAtMs });
  }
}
