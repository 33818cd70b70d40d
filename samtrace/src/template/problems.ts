/** A template that samtrace cannot run. The message has one line for each problem, with its place. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** One thing wrong with a template, thrown where the rest of the value cannot be read on. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Thrown by a value that depends on another with a reported problem. It is not reported again. */
export class Told extends Problem {
  constructor() {
    super(0, 'already reported');
  }
}

/** Collects what is wrong, so that a person sees all of it at once. */
export class Problems {
  readonly #file: string;
  readonly #found: Problem[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  get count(): number {
    return this.#found.length;
  }

  add(line: number, message: string): void {
    this.#found.push(new Problem(line, message));
  }

  /** What `read` returns; `otherwise` when it throws a {@link Problem}, which is kept unless it has been {@link Told}. */
  attempt<T>(read: () => T): T | undefined;
  attempt<T, Otherwise>(read: () => T, otherwise: Otherwise): T | Otherwise;
  attempt<T>(read: () => T, otherwise?: unknown): T | unknown {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!(error instanceof Told)) this.#found.push(error);
      return otherwise;
    }
  }

  /** Throws one {@link TemplateError} with everything found so far, in the order of the file; returns when nothing was. */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const inOrder = [...this.#found].sort((a, b) => a.line - b.line);
    const lines = inOrder.map(({ line, message }) => `${this.#file}:${line} ${message.replace(/\s+/g, ' ')}`);
    throw new TemplateError([...new Set(lines)].join('\n'));
  }
}
