/** How often fast-check tries a property: as given, or as often as `npm run test:slow` says. */
export function propertyRuns(usual: number): { numRuns: number } {
  return { numRuns: Number(process.env.PROPERTY_RUNS ?? usual) };
}
