import type { Attributes, AttributeValue } from '../span.ts';

/** The attributes of a span. Those that became a field of the document do not appear in its metadata, too. */
export class AttributeReader {
  readonly #attributes: Attributes;
  readonly #taken = new Set<string>();

  constructor(attributes: Attributes) {
    this.#attributes = attributes;
  }

  /** The value of the first key that has one of the wanted type. */
  text(...keys: readonly string[]): string | undefined {
    return this.#first(keys, (value) => typeof value === 'string' && value !== '') as string | undefined;
  }

  number(...keys: readonly string[]): number | undefined {
    return this.#first(keys, (value) => typeof value === 'number') as number | undefined;
  }

  texts(key: string): string[] {
    const value = this.#attributes.get(key);
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  }

  hasAny(keys: Iterable<string>): boolean {
    for (const key of keys) if (this.#attributes.has(key)) return true;
    return false;
  }

  /** Leaves the attributes out of {@link rest}. */
  take(keys: Iterable<string>): void {
    for (const key of keys) this.#taken.add(key);
  }

  rest(): [key: string, value: AttributeValue][] {
    return [...this.#attributes].filter(([key]) => !this.#taken.has(key));
  }

  all(): Attributes {
    return this.#attributes;
  }

  #first(
    keys: readonly string[],
    isWanted: (value: AttributeValue | undefined) => boolean,
  ): AttributeValue | undefined {
    for (const key of keys) {
      const value = this.#attributes.get(key);
      if (isWanted(value)) return value;
    }
    return undefined;
  }
}
