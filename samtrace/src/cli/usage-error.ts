/** A mistake in the command line or in a file that it names. The message is all that a person needs to see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
