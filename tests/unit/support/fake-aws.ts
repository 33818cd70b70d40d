/** AWS in memory, and time that passes only when somebody waits. */
import type { Clock } from '../../../functions/error-handler/clock.ts';
import type { Config } from '../../../functions/error-handler/config.ts';
import type { Delivery } from '../../../functions/error-handler/delivery.ts';
import type { LogEvent } from '../../../functions/error-handler/log-record.ts';
import type { Report } from '../../../functions/error-handler/report.ts';
import { reportFailures, type Services } from '../../../functions/error-handler/report-failures.ts';
import type { Documents } from '../../../functions/error-handler/request-trace.ts';
import { NOON_MS } from './lambda-log.ts';
import type { Entity } from './segments.ts';

export const CONFIG: Config = { region: 'eu-central-1', reportBucket: 'reports', traceWaitMs: 45_000 };

export const SOURCE = {
  logGroup: '/aws/lambda/shop-orders',
  logStream: '2026/11/22/orders[$LATEST]0a1b',
  functionName: 'orders',
};

export interface Options {
  /** The log stream. Undefined: there is no such stream. */
  stream?: LogEvent[] | undefined;
  /** Each record appears in the stream so long after its time. */
  logDelaySeconds?: number;
  /** Records on a page of the log. */
  pageSize?: number;
  segments?: Entity[];
  /** When X-Ray shows the segments, in seconds after noon. */
  traceAtSecond?: number;
  /** IDs of traces with an annotation request_id, by that ID. */
  annotatedTraces?: Record<string, string>;
  /** Traces are in CloudWatch Logs, where only a retrieval finds them. */
  transactionSearch?: boolean;
  /** Throws the error with which this call fails. */
  fail?: (call: string) => void;
  /** Now, in seconds after noon. */
  atSecond?: number;
}

interface StoredObject {
  body: string;
  etag: string;
  rank: number | undefined;
}

export interface FakeAws {
  services: Services;
  clock: Clock;
  objects: Map<string, StoredObject>;
  /** Every call of AWS, such as `readPage` or `write reports/…`. */
  calls: string[];
  /** How many seconds after noon it is. */
  second(): number;
  passSeconds(seconds: number): void;
  /** Reports records of the stream. */
  deliver(events: LogEvent[], delivery?: Partial<Delivery>, waitSeconds?: number): Promise<Report[]>;
  /** The only object with this name, parsed if it is JSON. */
  stored(name: string): Record<string, unknown>;
  /** Everything that is stored, as text. */
  storedText(): string;
  keys(prefix?: string): string[];
}

export function createFakeAws(options: Options = {}): FakeAws {
  let nowMs = NOON_MS + (options.atSecond ?? 2) * 1000;
  const objects = new Map<string, StoredObject>();
  const calls: string[] = [];
  const clock: Clock = {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  };
  const note = (call: string) => {
    calls.push(call);
    options.fail?.(call);
  };
  const services: Services = {
    logs: fakeLogs(options, clock, note),
    traces: fakeTraces(options, clock, note),
    bucket: fakeBucket(objects, note),
    seenMarkers: new Map(),
  };

  return {
    services,
    clock,
    objects,
    calls,
    second: () => (nowMs - NOON_MS) / 1000,
    passSeconds: (seconds) => {
      nowMs += seconds * 1000;
    },
    deliver: (events, delivery = {}, waitSeconds = 45) =>
      reportFailures({ ...SOURCE, events, invalid: [], invalidCount: 0, ...delivery }, services, CONFIG, clock, {
        waitUntilMs: nowMs + waitSeconds * 1000,
        stopReadingAtMs: nowMs + 240_000,
      }),
    stored: (name) => {
      const found = [...objects].filter(([key]) => key.endsWith(`/${name}`));
      if (found.length !== 1) throw new Error(`${found.length} objects ${name} in ${[...objects.keys()].join(', ')}`);
      return JSON.parse(found[0]?.[1].body ?? '');
    },
    storedText: () => [...objects].map(([key, { body }]) => `${key} ${body}`).join('\n'),
    keys: (prefix = '') => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };
}

function fakeLogs(options: Options, clock: Clock, note: (call: string) => void): Services['logs'] {
  const { stream, pageSize = 1000, logDelaySeconds = 0 } = options;
  return {
    async readPage({ fromMs, toMs, token }) {
      note('readPage');
      if (stream === undefined) return undefined;
      const there = stream.filter(
        ({ timestamp }) => timestamp >= fromMs && timestamp < toMs && timestamp + logDelaySeconds * 1000 <= clock.now(),
      );
      const end = token === undefined ? there.length : Number(token);
      const from = Math.max(0, end - pageSize);
      return { events: there.slice(from, end), olderToken: from === 0 ? undefined : String(from) };
    },
  };
}

function fakeTraces(options: Options, clock: Clock, note: (call: string) => void): Services['traces'] {
  const { segments = [], traceAtSecond = 0, transactionSearch = false } = options;
  const find = (traceIds: string[]): Documents => {
    const documents: Documents = new Map();
    if (clock.now() < NOON_MS + traceAtSecond * 1000) return documents;
    for (const segment of segments.filter(({ trace_id }) => traceIds.includes(String(trace_id)))) {
      const traceId = String(segment.trace_id);
      documents.set(traceId, [...(documents.get(traceId) ?? []), structuredClone(segment)]);
    }
    return documents;
  };
  return {
    async getTraces(traceIds) {
      note(`getTraces ${traceIds.length}`);
      return transactionSearch ? new Map() : find(traceIds);
    },
    async usesTransactionSearch() {
      note('usesTransactionSearch');
      return transactionSearch;
    },
    async retrieveTraces(traceIds) {
      note(`retrieveTraces ${traceIds.length}`);
      return find(traceIds);
    },
    async searchTraceId(requestId) {
      note(`searchTraceId ${requestId}`);
      return options.annotatedTraces?.[requestId];
    },
  };
}

function fakeBucket(objects: Map<string, StoredObject>, note: (call: string) => void): Services['bucket'] {
  return {
    async write({ key, body, rank }, etag) {
      note(`write ${key}`);
      const stored = objects.get(key);
      if (stored?.etag !== etag) return 'exists';
      objects.set(key, { body, rank, etag: `${Number(etag ?? 0) + 1}` });
      return 'written';
    },
    async look(key) {
      note(`look ${key}`);
      const stored = objects.get(key);
      if (stored === undefined) throw awsError('Forbidden');
      return { etag: stored.etag, rank: Number(stored.rank) };
    },
  };
}

export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
