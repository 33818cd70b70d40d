import type { Writable } from 'node:stream';

/** Writes to a stream. Resolves when the stream accepts more data, or when it has been closed. */
export async function writeChunk(stream: Writable, chunk: Buffer): Promise<void> {
  if (stream.destroyed || stream.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const ready = () => {
      stream.off('drain', ready).off('close', ready);
      resolve();
    };
    stream.on('drain', ready).on('close', ready);
  });
}
