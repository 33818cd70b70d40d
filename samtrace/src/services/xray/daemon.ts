import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { Daemon } from './contract.ts';
import { Rejections } from './rejections.ts';

/** Holds about 3,600 documents while the event loop is busy; the kernel lowers it silently to net.core.rmem_max. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const FREE_PORT_ATTEMPTS = 10;
const BARRIER_BYTES = 16;
const BARRIER_REPEAT_MS = 100;
const NO_DOCUMENT = 'No document: a datagram begins with {"format":"json","version":1} and a line break.';

export interface DaemonOptions {
  readonly host: string;
  /** 0 means any port that is free for both UDP and TCP. */
  readonly port: number;
  /** Stores a document. Returns the reason for a rejection, or undefined. */
  accept(document: string): string | undefined;
  /** Answers the TCP side: the sampling calls of SDKs, and any other call of X-Ray's API. */
  createHttpServer(): Server;
}

/**
 * The X-Ray daemon's UDP and TCP sides on one port. Nothing is sent back over UDP, so every document that is refused or lost
 * is counted, and why it was refused is kept. https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon.html
 */
export async function listen(options: DaemonOptions): Promise<Daemon> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnce(options);
    } catch (error) {
      // Another program may hold the TCP side of the port that UDP was given.
      const mayRetry = options.port === 0 && (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!mayRetry || attempt === FREE_PORT_ATTEMPTS) throw error;
    }
  }
}

async function listenOnce({ host, port, accept, createHttpServer }: DaemonOptions): Promise<Daemon> {
  let received = 0;
  const rejections = new Rejections();
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  const barriers = new Map<string, () => void>();
  socket.on('message', (datagram) => {
    const reached = datagram.length === BARRIER_BYTES ? barriers.get(datagram.toString('hex')) : undefined;
    if (reached !== undefined) return reached();
    const document = documentIn(datagram);
    const refusal = document === undefined ? NO_DOCUMENT : accept(document);
    if (refusal === undefined) received += 1;
    else rejections.add(refusal);
  });
  const server = createHttpServer();
  try {
    socket.bind({ port, address: host, exclusive: true });
    await once(socket, 'listening');
    server.listen(socket.address().port, host);
    await once(server, 'listening');
  } catch (error) {
    socket.close();
    throw error;
  }
  const bound = socket.address().port;
  // Later errors are of one packet or connection (no descriptor is free), and the daemon continues.
  for (const side of [socket, server]) side.on('error', warnOf);
  return {
    port: bound,
    get received() {
      return received;
    },
    get rejected() {
      return rejections.total;
    },
    rejections: () => rejections.reasons(),
    dropped: () => droppedByKernel(bound),
    processed() {
      // The kernel returns datagrams in the order of their arrival, so this one is after all waiting ones.
      const barrier = randomBytes(BARRIER_BYTES);
      return new Promise((resolve) => {
        // A full receive buffer drops datagrams without notice.
        const timer = setInterval(() => socket.send(barrier, bound, host), BARRIER_REPEAT_MS);
        const reached = (): void => {
          clearInterval(timer);
          barriers.delete(barrier.toString('hex'));
          resolve();
        };
        barriers.set(barrier.toString('hex'), reached);
        socket.send(barrier, bound, host);
      });
    },
    async stop() {
      for (const reached of barriers.values()) reached();
      await Promise.all([
        new Promise<void>((resolve) => socket.close(() => resolve())),
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
      ]);
    },
  };
}

function warnOf(error: Error): void {
  process.emitWarning(`The X-Ray daemon: ${error.message}`, 'XRayWarning');
}

/** `{"format":"json","version":1}\n<document or spans>`: only the first line break separates. */
function documentIn(datagram: Buffer): string | undefined {
  const end = datagram.indexOf(0x0a);
  if (end === -1 || end === datagram.length - 1) return undefined;
  try {
    const header: unknown = JSON.parse(datagram.toString('utf8', 0, end));
    if (typeof header !== 'object' || header === null || !('format' in header && 'version' in header)) return undefined;
    if (String(header.format).toLowerCase() !== 'json' || header.version !== 1) return undefined;
  } catch {
    return undefined;
  }
  return datagram.toString('utf8', end + 1);
}

/** The last column of the socket's line in /proc/net/udp counts its drops; local addresses are `<hex ip>:<hex port>`. */
async function droppedByKernel(port: number): Promise<number> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let drops = 0;
  for (const file of ['/proc/net/udp', '/proc/net/udp6']) {
    const table = await readFile(file, 'utf8').catch(() => '');
    for (const line of table.split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(suffix)) drops += Number(columns.at(-1));
    }
  }
  return drops;
}
