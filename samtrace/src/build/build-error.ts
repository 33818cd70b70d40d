/** Code that cannot be built. The message has one line for each mistake. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}
