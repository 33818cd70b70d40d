import type { IncomingMessage, ServerResponse } from 'node:http';

/** Changes come in bursts, a page wants to be told once: as soon as it is quiet for the moment, and so often at most. */
const COALESCE_MS = 150;
/** A line now and then, so that a connection that died is noticed on both ends. */
const HEARTBEAT_MS = 15_000;

export interface Live {
  /** Keeps the request open and tells it of every change, as Server-Sent Events. */
  open(request: IncomingMessage, response: ServerResponse): void;
  changed(): void;
  stop(): void;
}

/**
 * Tells every open page that something changed; what, the page asks for itself.
 * https://developer.mozilla.org/docs/Web/API/Server-sent_events
 */
export function createLive(): Live {
  const open = new Set<ServerResponse>();
  let waiting: NodeJS.Timeout | undefined;
  const heartbeat = setInterval(() => tell(':\n\n'), HEARTBEAT_MS).unref();

  function tell(text: string): void {
    for (const response of open) response.write(text);
  }

  return {
    open(_request, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 1000\nevent: hello\ndata:\n\n');
      open.add(response);
      response.once('close', () => open.delete(response));
    },
    changed() {
      if (open.size === 0) return;
      waiting ??= setTimeout(() => {
        waiting = undefined;
        tell('event: change\ndata:\n\n');
      }, COALESCE_MS).unref();
    },
    stop() {
      clearInterval(heartbeat);
      clearTimeout(waiting);
      for (const response of open) response.end();
      open.clear();
    },
  };
}
