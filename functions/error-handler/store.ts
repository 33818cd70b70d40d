/**
 * The reports in the bucket: `errors/<date>/<request id>/` holds report.json, log-events.json and request-trace.json.
 * A delivery may come twice, late, or beside another one of the same request. So what is stored is read, joined with
 * what is new, and written only if it is still as it was read: it never gets worse.
 */
import { mergeTraces, parseRequestTrace, type RequestTrace } from './gather-traces.ts';
import { buildReport, type Evidence, type Report } from './report.ts';
import { mergeLogs, parseRequestLog, type RequestLog } from './request-log.ts';

/** S3, an object at a time. */
export interface Objects {
  /** Undefined: there is none. */
  read(key: string): Promise<StoredObject | undefined>;
  /** Writes if the object still has this ETag; without one, if there still is none. False: it has changed. */
  write(key: string, body: string, etag: string | undefined): Promise<boolean>;
}

export interface StoredObject {
  readonly body: string;
  readonly etag: string;
}

/** What is stored of one request. */
export interface Stored {
  /** Ends in a slash. */
  readonly prefix: string;
  readonly objects: ReadonlyMap<FileName, StoredObject | undefined>;
  readonly log: RequestLog | undefined;
  readonly trace: RequestTrace | undefined;
}

/** In the order of writing: where there is a report, there is all that it was computed from. */
const FILE_NAMES = ['log-events.json', 'request-trace.json', 'report.json'] as const;
type FileName = (typeof FILE_NAMES)[number];

/** Deliveries of one request may meet; that it happens five times in a row says that writing does not work. */
const MAX_TRIES = 5;
/** The attempts of a request are hardly further apart: a midnight between them does not part them. */
const HOUR_MS = 60 * 60 * 1000;

/** What is stored of a request that ran at `aroundMs`, epoch milliseconds. */
export async function findStored(objects: Objects, requestId: string, aroundMs: number): Promise<Stored> {
  const prefixAt = (ms: number) => `errors/${new Date(ms).toISOString().slice(0, 10)}/${requestId}/`;
  const here = prefixAt(aroundMs);
  for (const prefix of [prefixAt(aroundMs - HOUR_MS), prefixAt(aroundMs + HOUR_MS)]) {
    if (prefix !== here && (await objects.read(`${prefix}report.json`))) return readStored(objects, prefix);
  }
  return readStored(objects, here);
}

async function readStored(objects: Objects, prefix: string): Promise<Stored> {
  const read = await Promise.all(FILE_NAMES.map(async (name) => [name, await objects.read(prefix + name)] as const));
  const stored = new Map(read);
  return {
    prefix,
    objects: stored,
    log: parseRequestLog(stored.get('log-events.json')?.body),
    trace: parseRequestTrace(stored.get('request-trace.json')?.body),
  };
}

/** Stores the report of a request with what it is computed from. Throws when it cannot. */
export async function storeReport(objects: Objects, found: Stored, evidence: Evidence): Promise<Report> {
  let stored = found;
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const log = mergeLogs(stored.log, evidence.log);
    const trace = mergeTraces(stored.trace, evidence.trace);
    const report = buildReport({ ...evidence, log, trace });
    if (
      await writeAll(objects, stored, { 'log-events.json': log, 'request-trace.json': trace, 'report.json': report })
    ) {
      return report;
    }
    stored = await readStored(objects, stored.prefix);
  }
  throw new Error(`${found.prefix} was changed by somebody else ${MAX_TRIES} times in a row.`);
}

/** False as soon as an object is not what it was when it was read. */
async function writeAll(objects: Objects, stored: Stored, files: Record<FileName, unknown>): Promise<boolean> {
  for (const name of FILE_NAMES) {
    const old = stored.objects.get(name);
    const body = JSON.stringify(files[name], undefined, 2);
    if (body !== old?.body && !(await objects.write(stored.prefix + name, body, old?.etag))) return false;
  }
  return true;
}
