import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
/** The error of Node's HTTP parser, with the bytes that it has read. */
type ParserError = Error & { readonly code?: string; readonly rawPacket?: Buffer };

/** The parser's error for the first bytes of an HTTP/2 connection. */
const IS_HTTP2 = 'HPE_PAUSED_H2_UPGRADE';
/** The statuses of Node's own answers to other bytes that it cannot read. */
const STATUSES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};
/** The events of a socket for which a server of HTTP/1.1 adds listeners. */
const EVENTS_OF_HTTP1 = ['close', 'data', 'drain', 'end', 'error', 'pause', 'resume', 'timeout'];

/**
 * Lets a server of HTTP/1.1 serve HTTP/2 on the same port. The AWS SDK for JavaScript speaks HTTP/2 to some services, such as
 * Kinesis and Bedrock, without TLS and without asking first. Its error would be "Protocol error" instead of an answer.
 * Returns the function that ends all these connections.
 */
export function serveHttp2(server: Server, listener: Listener): () => void {
  const sessions = new Set<ServerHttp2Session>();
  let http2: Http2Server | undefined;
  server.on('clientError', (error: ParserError, socket: Socket) => {
    if (error.code === IS_HTTP2 && error.rawPacket !== undefined) {
      http2 ??= createHttp2Server(listener, sessions);
      handOver(socket, error.rawPacket, http2);
    } else if (socket.writable && error.code !== 'ECONNRESET') {
      socket.end(`HTTP/1.1 ${STATUSES[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`);
    } else {
      socket.destroy();
    }
  });
  return () => {
    for (const session of sessions) session.destroy();
  };
}

function createHttp2Server(listener: Listener, sessions: Set<ServerHttp2Session>): Http2Server {
  // Not an import statement: most stacks never need the module, and its start takes time.
  const { createServer } = process.getBuiltinModule('node:http2');
  const server = createServer((request, response) => {
    request.headers.host ??= request.authority;
    // Node's compatible classes have every member that the gateway uses.
    listener(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  // The connection has ended, and its requests with it.
  server.on('sessionError', () => {});
  return server;
}

function handOver(socket: Socket, firstBytes: Buffer, server: Http2Server): void {
  // Before the pause, because a listener of HTTP/1.1 would then stop the reading for good.
  for (const event of EVENTS_OF_HTTP1) socket.removeAllListeners(event);
  // The bytes would be lost in a flowing socket.
  socket.pause();
  socket.setTimeout(0);
  // Servers of HTTP/1.1 end the socket themselves. This one must be ended after the client has closed it.
  socket.allowHalfOpen = false;
  socket.unshift(firstBytes);
  server.emit('connection', socket);
}
