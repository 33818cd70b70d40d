/**
 * The reports in the bucket, `errors/<date>/<request id>/` each. A delivery may come twice, late, or beside another one of
 * the same request. So what is stored is read, joined with what is new, and written only if it still is as it was read:
 * it never gets worse.
 */
import { asString, parseObject } from '../shared/json.ts';
import { groupEntryOf, groupKeyOf } from './grouping.ts';
import { renderHtml } from './html.ts';
import { isRequestLog, mergeLogs, type RequestLog } from './log.ts';
import { buildReport, type Evidence, type Policy, type Report } from './report.ts';
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
  objects: Map<string, StoredObject | undefined>;
  log: RequestLog | undefined;
  trace: RequestTrace | undefined;
}

/** Deliveries of one request may meet. That they do so often in a row says that writing does not work. */
const MAX_TRIES = 5;
/** The attempts of a request are hardly further apart: a midnight between them does not part them. */
const HOUR_MS = 60 * 60 * 1000;
/** In the order of writing: where there is a report, there is all that it is computed from. */
const NAMES = ['log-events.json', 'request-trace.json', 'report.html', 'report.json'];

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
  const read = await Promise.all(NAMES.map(async (name) => [name, await bucket.read(prefix + name)] as const));
  const objects = new Map(read);
  const [log, trace] = NAMES.map((name) => parseObject(objects.get(name)?.body));
  return {
    prefix,
    objects,
    log: isRequestLog(log) ? log : undefined,
    trace: isRequestTrace(trace) ? trace : undefined,
  };
}

/** Stores the report of a request, and what it is computed from. Throws when it cannot. */
export async function storeReport(bucket: Bucket, found: Stored, fresh: Evidence, policy: Policy): Promise<Report> {
  const { prefix } = found;
  let stored = found;
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const evidence = { ...fresh, log: mergeLogs(stored.log, fresh.log), trace: mergeTraces(stored.trace, fresh.trace) };
    const report = buildReport(evidence, policy);
    // A failure is counted once, whatever is learnt of it later.
    const group = asString(parseObject(stored.objects.get('report.json')?.body)?.group) ?? groupKeyOf(report);
    const html = renderHtml(report, evidence);
    const bodies = [toJson(evidence.log), toJson(evidence.trace), html, toJson({ ...report, group })];
    if (await writeAll(bucket, stored, bodies)) {
      await bucket.write(group, toJson(groupEntryOf(report, `${prefix}report.json`)), undefined);
      return report;
    }
    stored = await readStored(bucket, prefix);
  }
  throw new Error(`${prefix} was changed by somebody else ${MAX_TRIES} times in a row.`);
}

/** Writes what has changed. False, as soon as something is not as it was when it was read. */
async function writeAll(bucket: Bucket, { prefix, objects }: Stored, bodies: string[]): Promise<boolean> {
  for (const [index, name] of NAMES.entries()) {
    const [body, old] = [bodies[index] ?? '', objects.get(name)];
    if (body !== old?.body && !(await bucket.write(prefix + name, body, old?.etag))) return false;
  }
  return true;
}

const toJson = (value: unknown): string => JSON.stringify(value, undefined, 2);
