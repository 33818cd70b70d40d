import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLive } from './live.ts';
import { pageRoutes } from './page.ts';
import type {
  ConsoleApis,
  ConsoleDropped,
  ConsoleLambda,
  ConsoleLogs,
  ConsoleMessages,
  ConsoleObjects,
  ConsoleQueues,
  ConsoleSchedule,
  ConsoleXRay,
} from './ports.ts';
import { apiRoutes } from './routes/apis.ts';
import { droppedRoutes } from './routes/dropped.ts';
import { eventRoutes } from './routes/events.ts';
import { failureRoutes } from './routes/failures.ts';
import { functionRoutes } from './routes/functions.ts';
import { mapRoutes } from './routes/map.ts';
import { messageRoutes } from './routes/messages.ts';
import { createSecretPath, objectRoutes } from './routes/objects.ts';
import { queueRoutes } from './routes/queues.ts';
import { traceLogRoutes } from './routes/trace-log.ts';
import { traceRoutes } from './routes/traces.ts';
import { createRouter } from './routing.ts';
import { createTraceFacts } from './trace-facts.ts';

export interface ConsoleOptions {
  readonly xray: ConsoleXRay;
  readonly logs: ConsoleLogs;
  readonly lambda: ConsoleLambda;
  readonly objects: ConsoleObjects;
  readonly apis: ConsoleApis;
  readonly queues: ConsoleQueues;
  readonly messages: ConsoleMessages;
  readonly schedules: () => readonly ConsoleSchedule[];
  readonly dropped: () => ConsoleDropped;
  /** A folder with JSON files. The page offers them as events. */
  readonly eventsDirectory?: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** The page and its JSON routes. */
export interface Console {
  /** The request guard allows clicks on links of stored pages to addresses below this path. */
  readonly secretPath: string;
  /** Answers a request that the request guard has accepted. Rejects if the console has a bug. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Closes all open connections. */
  stop(): Promise<void>;
}

export function createConsole(options: ConsoleOptions): Console {
  const { xray, logs, lambda, objects, apis, now = Date.now } = options;
  const secretPath = createSecretPath();
  const factsOf = createTraceFacts(xray);
  const route = createRouter([
    ...pageRoutes(),
    ...mapRoutes(xray, now),
    ...traceRoutes(xray, factsOf, now),
    ...traceLogRoutes(xray, logs),
    ...failureRoutes(xray, factsOf, now),
    ...objectRoutes(objects, xray, secretPath),
    ...functionRoutes(lambda, now),
    ...apiRoutes(apis, now),
    ...queueRoutes(options.queues),
    ...messageRoutes(options.messages, options.schedules),
    ...droppedRoutes(options.dropped),
    ...eventRoutes(options.eventsDirectory),
  ]);
  const live = createLive();
  const unsubscribe = [
    xray.onTrace(() => live.changed()),
    logs.onAppend(() => live.changed()),
    lambda.onInvocation(() => live.changed()),
    options.messages.onEmail(() => live.changed()),
  ];

  return {
    secretPath,
    async handle(request, response) {
      if (request.method === 'GET' && request.url === '/_local/live') live.open(request, response);
      else await route(request, response);
    },
    async stop() {
      for (const stop of unsubscribe) stop();
      live.stop();
    },
  };
}
