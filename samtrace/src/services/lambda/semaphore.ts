import { Fifo } from '../../base/fifo.ts';

/** Limits the number of concurrent workers, which wait in the order of their calls. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Fifo<() => void>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves to a function that releases the place. Call it once. */
  async acquire(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return () => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }
}
