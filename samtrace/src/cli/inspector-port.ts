import { once } from 'node:events';
import { createServer } from 'node:net';
import { portOwner } from './port-owner.ts';
import { UsageError } from './usage-error.ts';

/** Throws a {@link UsageError} if the port is in use. Node.js would only report it in the log of the function. */
export async function checkInspectorPort({ port }: { port: number }): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    const owner = (await portOwner(port)) ?? 'another process';
    throw new UsageError(`--inspect: port ${port} is in use by ${owner}. Choose another one with NAME:PORT.`, {
      cause,
    });
  }
  server.close();
  await once(server, 'close');
}
