/** An AWS in memory, and time that passes only when somebody waits. */
import type { LogEvent } from '../../../functions/error-handler/envelope.ts';
import { createRedactor } from '../../../functions/error-handler/redact.ts';
import { type Ports, reportFailures } from '../../../functions/error-handler/report-failures.ts';
import { NOON_MS } from './lambda-log.ts';
import type { Entity } from './segments.ts';

export const DELIVERY = { logGroup: '/aws/lambda/shop-processor', logStream: '2026/11/22/processor[$LATEST]0a1b' };

interface Options {
  /** The log stream. A record is there `logDelaySeconds` after its time. Undefined: there is no such stream. */
  stream?: LogEvent[] | undefined;
  logDelaySeconds?: number;
  /** Records on a page of GetLogEvents. */
  pageSize?: number;
  segments?: Entity[];
  /** When X-Ray shows the segments, in seconds after noon. */
  traceAtSecond?: number;
  /** Ids of the traces that are annotated with a request's id, by that id. */
  annotatedTraces?: Record<string, string>;
  /** Throws what the named call is to fail with. */
  fail?: (call: string) => void;
  /** Now, in seconds after noon. */
  atSecond?: number;
  /** The first so many requests get a full report. */
  fullReports?: number;
  policy?: Partial<Ports['policy']>;
  /** What a delivery holds besides records. */
  poison?: string[];
}

export function createWorld(options: Options = {}) {
  const { stream, pageSize = 1000, segments = [], traceAtSecond = 0, logDelaySeconds = 0, fail = () => {} } = options;
  let { fullReports = 1000 } = options;
  let nowMs = NOON_MS + (options.atSecond ?? 2) * 1000;
  const objects = new Map<string, { body: string; etag: string }>();
  const calls: string[] = [];
  const note = (call: string) => {
    calls.push(call);
    fail(call);
  };

  const ports: Ports = {
    logs: {
      async getLogEvents({ startTime = 0, endTime = 0, nextToken }) {
        note('GetLogEvents');
        if (stream === undefined)
          throw awsError('ResourceNotFoundException', 'The specified log stream does not exist.');
        const there = stream.filter(
          ({ timestamp }) =>
            timestamp >= startTime && timestamp < endTime && timestamp + logDelaySeconds * 1000 <= nowMs,
        );
        const end = nextToken === undefined ? there.length : Number(nextToken);
        const from = Math.max(0, end - pageSize);
        return { events: there.slice(from, end), nextBackwardToken: String(from), nextForwardToken: String(end) };
      },
    },
    xray: {
      async batchGetTraces(traceIds) {
        note(`BatchGetTraces ${traceIds.length}`);
        if (nowMs < NOON_MS + traceAtSecond * 1000) return [];
        const documents = segments.filter(({ trace_id }) => traceIds.includes(String(trace_id)));
        const traces = Map.groupBy(documents, ({ trace_id }) => String(trace_id));
        return [...traces].map(([Id, found]) => ({
          Id,
          Segments: found.map((document) => ({ Id: document.id, Document: JSON.stringify(document) })),
        }));
      },
      async findTraceId(requestId, aroundMs) {
        note(`GetTraceSummaries ${requestId}`);
        return Math.abs(aroundMs - NOON_MS) < 600_000 ? options.annotatedTraces?.[requestId] : undefined;
      },
    },
    bucket: {
      async read(key) {
        note(`GetObject ${key}`);
        return objects.get(key);
      },
      async write(key, body, etag) {
        note(`PutObject ${key}`);
        if (objects.get(key)?.etag !== etag) return undefined;
        const written = `${Number(etag ?? 0) + 1}`;
        objects.set(key, { body, etag: written });
        return written;
      },
    },
    redact: createRedactor(['password']),
    takeFull: () => fullReports-- > 0,
    policy: {
      region: 'eu-central-1',
      traceWaitSeconds: 45,
      fullReportsPerMinute: 20,
      maxLogBytes: 1_000_000,
      redactedKeys: ['password'],
      ...options.policy,
    },
  };

  return {
    ports,
    objects,
    calls,
    elapsedSeconds: () => (nowMs - NOON_MS) / 1000,
    /** Lets time pass, as a slow service does. */
    wait: (ms: number) => {
      nowMs += ms;
    },
    read: (name: string): Record<string, unknown> => {
      const found = [...objects].filter(([key]) => key.endsWith(`/${name}`)).map(([, { body }]) => JSON.parse(body));
      if (found.length !== 1)
        throw new Error(`There are ${found.length} of ${name} in ${[...objects.keys()].join(', ')}.`);
      return found[0];
    },
    /** Delivers records of the stream to the error handler, which waits for at most so many seconds. */
    deliver: (logEvents: LogEvent[], waitSeconds = 45) =>
      reportFailures({ ...DELIVERY, logEvents, poison: options.poison ?? [] }, ports, {
        now: () => nowMs,
        sleep: async (ms) => {
          nowMs += ms;
        },
        deadlineMs: nowMs + waitSeconds * 1000,
      }),
  };
}

export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
