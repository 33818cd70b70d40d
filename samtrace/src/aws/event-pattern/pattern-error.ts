/** A pattern that AWS refuses. The message is AWS's text, without the position in the pattern. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}
