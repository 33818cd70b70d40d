import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError } from '../../src/aws/error.ts';
import type { TraceShape, TraceSummaryShape } from '../../src/console/model/aws-shapes.ts';
import type {
  ConsoleApis,
  ConsoleLambda,
  ConsoleLogs,
  ConsoleMessages,
  ConsoleObjects,
  ConsoleQueues,
  ConsoleSchedule,
  ConsoleXRay,
} from '../../src/console/ports.ts';
import { createConsole } from '../../src/console/service.ts';
import { START, shapeOf, TRACE_ID } from './builders.ts';

/** The data of the services for the console. Tests set the parts that they need. */
export interface World {
  traces?: { summary?: Partial<TraceSummaryShape>; documents?: unknown[] }[];
  logs?: Record<string, { logStreamName: string; timestamp: number; message: string }[]>;
  objects?: Record<string, Record<string, { text: string; contentType: string }>>;
  invoke?: ConsoleLambda['invoke'];
  eventsDirectory?: string;
  apis?: ReturnType<ConsoleApis['apis']>;
  queues?: ReturnType<ConsoleQueues['queues']>;
  sendMessage?: ConsoleQueues['sendMessage'];
  emails?: ReturnType<ConsoleMessages['emails']>;
  undelivered?: ReturnType<ConsoleMessages['undelivered']>;
  schedules?: ConsoleSchedule[];
}

/** The console on its own port, with services that contain `world`. `happen` reports a change. */
export async function startConsole(world: World = {}) {
  const listeners = new Set<(traceId: string) => void>();
  const listen = (listener: (traceId: string) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const modes: string[] = [];
  const page = createConsole({
    xray: fakeXRay(world, listen),
    logs: fakeLogs(world, listen),
    lambda: fakeLambda(world, modes, listen),
    objects: fakeObjects(world),
    apis: { apis: () => world.apis ?? [] },
    queues: {
      queues: () => world.queues ?? [],
      sendMessage: world.sendMessage ?? (() => Promise.reject(new Error('not taught to send a message'))),
    },
    messages: {
      emails: () => world.emails ?? [],
      undelivered: () => world.undelivered ?? [],
      onEmail: listen,
    },
    schedules: () => world.schedules ?? [],
    dropped: () => ({ traces: 3, logEvents: 0, invocations: 2, lostDeliveries: 0, unsaved: 1 }),
    now: () => (START + 60) * 1000,
    ...(world.eventsDirectory !== undefined && { eventsDirectory: world.eventsDirectory }),
  });
  const server = createServer((request, response) => void page.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    await page.stop();
    server.closeIdleConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    endpoint,
    secretPath: page.secretPath,
    modes,
    listeners,
    happen: () => {
      for (const listener of [...listeners]) listener(TRACE_ID);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function traceOfWorld(world: World, index: number): { summary: TraceSummaryShape; shape: TraceShape } | undefined {
  const trace = world.traces?.[index];
  if (!trace) return undefined;
  const Id = trace.summary?.Id ?? `${TRACE_ID.slice(0, -1)}${index}`;
  const summary = {
    Id,
    StartTime: START + index,
    Duration: 0.5,
    EntryPoint: { Name: 'fn', Type: 'AWS::Lambda' },
    ...trace.summary,
  };
  return { summary, shape: { ...shapeOf(...(trace.documents ?? [])), Id } };
}

function fakeXRay(world: World, listen: (listener: (traceId: string) => void) => () => void): ConsoleXRay {
  const all = () => (world.traces ?? []).flatMap((_, i) => traceOfWorld(world, i) ?? []);
  // Knows two expressions: `error`, and one that it refuses as X-Ray does.
  const traceSummaries: ConsoleXRay['traceSummaries'] = ({ startTimeMs, endTimeMs, filterExpression = '' }) => {
    if (filterExpression.includes('oops')) {
      throw new AwsError('InvalidRequestException', 'Unknown keyword at position 3.');
    }
    return all()
      .map(({ summary }) => summary)
      .filter(({ StartTime = 0 }) => StartTime * 1000 >= startTimeMs && StartTime * 1000 < endTimeMs)
      .filter((summary) => !filterExpression.includes('error') || summary.HasError)
      .toReversed();
  };
  return {
    batchGetTraces: (ids) => all().flatMap(({ shape }) => (ids.includes(shape.Id ?? '') ? [shape] : [])),
    traceSummaries,
    traceSummariesInSlices: async (query) => traceSummaries(query),
    serviceGraphInSlices: async () => [{ ReferenceId: 0, Name: 'fn', Type: 'AWS::Lambda' }],
    traceGraph: (ids) => (ids.length === 0 ? [] : [{ ReferenceId: 0, Name: `of ${ids}`, Type: 'AWS::Lambda' }]),
    lateDocuments: () => undefined,
    onTrace: listen,
  };
}

function fakeLogs(world: World, listen: (listener: (traceId: string) => void) => () => void): ConsoleLogs {
  return {
    logGroupNames: () => Object.keys(world.logs ?? {}),
    filterLogEvents: ({ logGroupName, logStreamNames }) =>
      (world.logs?.[logGroupName] ?? []).filter((event) => logStreamNames?.includes(event.logStreamName) ?? true),
    onAppend: listen,
  };
}

function fakeLambda(
  world: World,
  modes: string[],
  listen: (listener: (traceId: string) => void) => () => void,
): ConsoleLambda {
  const fn = {
    functionName: 'local-Fn-1',
    logicalId: 'Fn',
    runtime: 'nodejs24.x',
    memorySizeMb: 256,
    timeoutSeconds: 3,
    tracingMode: 'Active' as const,
    logging: { logGroup: '/aws/lambda/fn' },
  };
  return {
    functions: () => [fn],
    invoke: world.invoke ?? (() => Promise.reject(new Error('not taught to invoke'))),
    invokeAsync: () => 'accepted-request',
    setTracingMode: (name, mode) => void modes.push(`${name} ${mode}`),
    onInvocation: listen,
  };
}

function fakeObjects(world: World): ConsoleObjects {
  const buckets = world.objects ?? {};
  return {
    listBuckets: () => Object.keys(buckets),
    async *listObjects(bucket) {
      for (const [key, { text }] of Object.entries(buckets[bucket] ?? {})) {
        yield { key, size: text.length, lastModifiedMs: 0 };
      }
    },
    async getObject(bucket, key) {
      const stored = buckets[bucket]?.[key];
      return stored && { body: Buffer.from(stored.text), contentType: stored.contentType };
    },
  };
}
