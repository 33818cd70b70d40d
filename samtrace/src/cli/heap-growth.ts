import { setFlagsFromString } from 'node:v8';

/** In percent of what is in use after the last collection. */
const GROWTH_PERCENT = 50;

/**
 * Lets the heap grow by half before garbage is collected. V8's own limit is up to four times of what is in use, and it takes
 * the most where other programs need the processor: a heap of 150 MB grew to 600 MB. V8 reads the flag at each collection.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
