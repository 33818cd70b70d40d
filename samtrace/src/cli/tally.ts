import type { NumberedResult } from './invocations.ts';

/** The failures with one error type. */
export interface FailureKind {
  readonly errorType: string;
  readonly count: number;
  /** The failure with the lowest number. */
  readonly first: NumberedResult;
}

/** Counts the results of a run, which may have millions. */
export class Tally {
  #total = 0;
  readonly #kinds = new Map<string, FailureKind>();
  readonly #results: NumberedResult[] = [];
  readonly #keepsResults: boolean;

  /** @param keepsResults for `--json`, which prints every answer */
  constructor({ keepsResults }: { keepsResults: boolean }) {
    this.#keepsResults = keepsResults;
  }

  add({ n, result }: NumberedResult): void {
    this.#total += 1;
    const done = { n, result: { ...result, logTail: '' } };
    if (this.#keepsResults) this.#results.push(done);
    if (result.functionError === undefined) return;
    const errorType = result.errorType ?? 'error';
    const { count, first } = this.#kinds.get(errorType) ?? { count: 0, first: done };
    this.#kinds.set(errorType, { errorType, count: count + 1, first: first.n < n ? first : done });
  }

  get total(): number {
    return this.#total;
  }

  get failed(): number {
    return this.failures.reduce((sum, { count }) => sum + count, 0);
  }

  /** In the order of their first failures. */
  get failures(): FailureKind[] {
    return [...this.#kinds.values()].sort((a, b) => a.first.n - b.first.n);
  }

  /** All results by number, without their logs. Empty if they are not kept. */
  get results(): NumberedResult[] {
    return [...this.#results].sort((a, b) => a.n - b.n);
  }
}
