import { Fifo } from '../../base/fifo.ts';

/** Lets a number of workers in at a time, in the order in which they came. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Fifo<() => void>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves to the function that gives the place back; it is to be called once. */
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
