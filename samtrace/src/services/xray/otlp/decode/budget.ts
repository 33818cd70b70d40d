import { OtlpError } from './otlp-error.ts';

/** A batch of 512 spans with 30 attributes each has about 70,000. Reading blocks every other request. */
const VALUE_LIMIT = 200_000;
/** Attributes within attributes. OpenTelemetry states no limit; without one, a short request exhausts the stack. */
const DEPTH_LIMIT = 32;

/** Bounds the memory and the recursion that one request can cause, in either encoding. */
export class Budget {
  #values = 0;

  /** Counts a field or member of the request. */
  spend(): void {
    this.#values += 1;
    if (this.#values > VALUE_LIMIT) {
      throw new OtlpError(`The request has more than ${VALUE_LIMIT} values. Send fewer spans at once.`);
    }
  }

  checkDepth(depth: number): void {
    if (depth > DEPTH_LIMIT) {
      throw new OtlpError(`An attribute is nested deeper than ${DEPTH_LIMIT} levels.`);
    }
  }
}
