/** The number of runs of a property: as given, or as in `npm run test:slow`. */
export function propertyRuns(usual: number): { numRuns: number } {
  return { numRuns: Number(process.env.PROPERTY_RUNS ?? usual) };
}

/** The same for a property that sends requests, which need milliseconds: a tenth of the number in the environment. */
export function requestPropertyRuns(usual: number): { numRuns: number } {
  return { numRuns: Math.max(usual, propertyRuns(usual).numRuns / 10) };
}
