/**
 * The reports in the bucket: `errors/<date>/<request id>/` holds report.json, log-events.json and request-trace.json.
 * A delivery may come twice, late, or beside another one of the same request. So what is stored is read, joined with
 * what is new, and written only if it still is as it was read: it never gets worse.
 */
import { parseObject } from '../shared/json.ts';
import { isRequestLog, mergeLogs, type RequestLog } from './log.ts';
import { buildReport, type Evidence, type Report } from './report.ts';
import { isRequestTrace, mergeTraces, type RequestTrace } from './trace.ts';

/** S3, an object at a time. */
export interface Bucket {
  /** Undefined: there is none. */
  read(key: string): Promise<StoredObject | undefined>;
  /** Writes if the object still has this ETag or, without one, if there still is none. False: it has changed. */
  write(key: string, body: string, etag: string | undefined): Promise<boolean>;
}

export interface StoredObject {
  body: string;
  etag: string;
}

/** What is stored of a request. `prefix` ends in a slash. */
export interface Stored {
  prefix: string;
  objects: Record<FileName, StoredObject | undefined>;
  log: RequestLog | undefined;
  trace: RequestTrace | undefined;
}

type FileName = 'log-events.json' | 'request-trace.json' | 'report.json';

/** Deliveries of one request may meet. That they meet so often in a row says that writing does not work. */
const MAX_TRIES = 5;
/** The attempts of a request are hardly further apart: a midnight between them does not part them. */
const HOUR_MS = 60 * 60 * 1000;

/** What is stored of a request that ran at `aroundMs`, epoch milliseconds. */
export async function findStored(bucket: Bucket, requestId: string, aroundMs: number): Promise<Stored> {
  const prefixAt = (ms: number) => `errors/${new Date(ms).toISOString().slice(0, 10)}/${requestId}/`;
  const here = prefixAt(aroundMs);
  for (const there of [prefixAt(aroundMs - HOUR_MS), prefixAt(aroundMs + HOUR_MS)]) {
    if (there !== here && (await bucket.read(`${there}report.json`))) return readStored(bucket, there);
  }
  return readStored(bucket, here);
}

async function readStored(bucket: Bucket, prefix: string): Promise<Stored> {
  const names = ['log-events.json', 'request-trace.json', 'report.json'] as const;
  const [log, trace, report] = await Promise.all(names.map((name) => bucket.read(prefix + name)));
  const knownLog = parseObject(log?.body ?? '');
  const knownTrace = parseObject(trace?.body ?? '');
  return {
    prefix,
    objects: { 'log-events.json': log, 'request-trace.json': trace, 'report.json': report },
    log: isRequestLog(knownLog) ? knownLog : undefined,
    trace: isRequestTrace(knownTrace) ? knownTrace : undefined,
  };
}

/** Stores the report of a request and what it is computed from. Throws when it cannot. */
export async function storeReport(bucket: Bucket, found: Stored, evidence: Evidence): Promise<Report> {
  let stored = found;
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const log = mergeLogs(stored.log, evidence.log);
    const trace = mergeTraces(stored.trace, evidence.trace);
    const report = buildReport({ ...evidence, log, trace });
    const write = async (name: FileName, value: unknown) => {
      const old = stored.objects[name];
      const body = JSON.stringify(value, undefined, 2);
      return body === old?.body || bucket.write(stored.prefix + name, body, old?.etag);
    };
    // The report comes last: where there is one, there is all that it is computed from.
    const isWritten =
      (await write('log-events.json', log)) &&
      (await write('request-trace.json', trace)) &&
      (await write('report.json', report));
    if (isWritten) return report;
    stored = await readStored(bucket, stored.prefix);
  }
  throw new Error(`${found.prefix} was changed by somebody else ${MAX_TRIES} times in a row.`);
}
