/** A pattern that AWS refuses. The message is the reason as AWS words it, without the position in the text. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}
