/**
 * Lambda's sampling, which cannot be configured: the first request of each second, and 5% of the rest.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export class Sampler {
  readonly #now: () => number;
  readonly #random: () => number;
  #second = Number.NaN;

  /** `now` in epoch milliseconds, `random` from 0 up to 1. */
  constructor(now: () => number, random: () => number) {
    this.#now = now;
    this.#random = random;
  }

  sample(): boolean {
    const second = Math.floor(this.#now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      return true;
    }
    return this.#random() < 0.05;
  }
}

/** Traces every request, so that none is missing while a person learns or debugs. */
export const SAMPLE_ALL = { sample: () => true };
