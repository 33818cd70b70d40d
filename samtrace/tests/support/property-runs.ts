/** How often fast-check tries a property: as given, or as often as `npm run test:slow` says. */
export function propertyRuns(usual: number): { numRuns: number } {
  return { numRuns: Number(process.env.PROPERTY_RUNS ?? usual) };
}

/** The same for a property that sends requests, each of which takes milliseconds: a tenth of what the environment says. */
export function requestPropertyRuns(usual: number): { numRuns: number } {
  return { numRuns: Math.max(usual, propertyRuns(usual).numRuns / 10) };
}
