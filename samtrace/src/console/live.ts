import type { IncomingMessage, ServerResponse } from 'node:http';

/** Changes come in bursts. A page gets one message when there is a pause, and at most one in this time. */
const COALESCE_MS = 150;
/** A comment line is sent in this interval, so that both ends notice a broken connection. */
const HEARTBEAT_MS = 15_000;

export interface Live {
  /** Keeps the request open and sends a Server-Sent Event for every change. */
  open(request: IncomingMessage, response: ServerResponse): void;
  changed(): void;
  stop(): void;
}

/**
 * Tells every open page that something has changed. The page then requests the data that it shows.
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
