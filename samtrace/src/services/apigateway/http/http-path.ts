/** An HTTP API cannot decode the request's path. */
export class UndecodablePath extends Error {
  override readonly name = 'UndecodablePath';
}

/**
 * A path as in the events of HTTP APIs: decoded twice, and cut at a question mark that the first pass finds. Recorded
 * on AWS: `%2F` and `%252F` become `/`, `%3F` ends the path, and `%25d` is rejected.
 */
export function decodeHttpPath(path: string): string {
  const once = decode(path);
  return decode(once.split('?', 1)[0] ?? '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new UndecodablePath(`${text} is not percent-encoded UTF-8.`, { cause });
  }
}
