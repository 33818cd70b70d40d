/** Collects sentences about what runs differently from AWS, each once and in the order of the template. */
export class Notes {
  readonly #sentences = new Set<string>();

  add(sentence: string): void {
    this.#sentences.add(sentence);
  }

  list(): string[] {
    return [...this.#sentences];
  }
}
