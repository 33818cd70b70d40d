/**
 * Joins chunks into a buffer with separate memory. `Buffer.concat` allocates a small result from a shared slab of 64 kB, and
 * the whole slab stays in memory as long as one of its results does. Use this for bytes that are kept.
 */
export function ownBytes(...chunks: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.allocUnsafeSlow(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
