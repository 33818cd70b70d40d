/** The reports in the bucket, `errors/<date>/<request id>/` each. A delivery may come twice, late, or beside another of
 * the same request. So what is stored is joined with what is new, and written only if it still is as it was read. */
import { asString, parseObject } from '../shared/json.ts';
import { groupEntryOf } from './grouping.ts';
import { renderHtml } from './html.ts';
import { isRequestLog, mergeLogs, type RequestLog, shorten } from './log.ts';
import { buildReport, type Evidence, type Policy, type Report } from './report.ts';
import { isRequestTrace, mergeTraces } from './trace.ts';

/** `write` does so if the object still has this ETag or, without one, if there is none: the new ETag, or undefined. */
export interface Bucket {
  read(key: string): Promise<{ body: string; etag: string } | undefined>;
  write(key: string, body: string, etag: string | undefined): Promise<string | undefined>;
}
export type Stored = Awaited<ReturnType<typeof readStored>>;
const NAMES = ['log-events.json', 'request-trace.json', 'report.html', 'report.json']; // The report comes last.
const MAX_TRIES = 5; // Deliveries may meet. That they do so often in a row says that writing does not work.
const HOUR_MS = 60 * 60 * 1000; // Attempts are hardly further apart: a midnight between them does not part them.

/** What is stored of a request. Its first delivery stores the log at once, for others to find: S3 makes a search an error. */
export async function findStored(bucket: Bucket, requestId: string, log: RequestLog): Promise<Stored> {
  const [beginMs, body] = [log.events[0]?.timestamp ?? 0, toText(log)];
  const prefixAt = (ms: number) => `errors/${new Date(ms).toISOString().slice(0, 10)}/${requestId}/`;
  const [here = '', ...nearby] = new Set([beginMs, beginMs - HOUR_MS, beginMs + HOUR_MS].map(prefixAt));
  for (const prefix of nearby) if (await bucket.read(prefix + NAMES[0])) return readStored(bucket, prefix);
  const etag = await bucket.write(here + NAMES[0], body, undefined);
  if (etag === undefined) return readStored(bucket, here);
  return { prefix: here, objects: [{ body, etag }], group: undefined, log: undefined, trace: undefined };
}
async function readStored(bucket: Bucket, prefix: string) {
  const objects = await Promise.all(NAMES.map((name) => bucket.read(prefix + name)));
  const [log = {}, trace = {}, , report = {}] = objects.map((object) => parseObject(object?.body));
  const known = { log: isRequestLog(log) ? log : undefined, trace: isRequestTrace(trace) ? trace : undefined };
  return { prefix, objects, group: asString(report.group), ...known };
}
/** Stores the report of a request, and what it is computed from. Throws when it cannot. */
export async function storeReport(bucket: Bucket, found: Stored, fresh: Evidence, policy: Policy): Promise<Report> {
  let stored = found;
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const log = shorten(mergeLogs(stored.log, fresh.log), policy.maxLogBytes);
    const evidence = { ...fresh, log, trace: mergeTraces(stored.trace, fresh.trace, { ...fresh, log }) };
    const report = buildReport(evidence, policy);
    const { key, entry } = groupEntryOf(report);
    const group = stored.group ?? key; // A failure is counted once, whatever is learnt of it later.
    const bodies = [evidence.log, evidence.trace, renderHtml(report, evidence), { ...report, group }].map(toText);
    if (await writeAll(bucket, stored, bodies)) {
      await bucket.write(group, toText({ ...entry, report: `${stored.prefix}report.json` }), undefined);
      return report;
    }
    stored = await readStored(bucket, stored.prefix);
  }
  throw new Error(`${found.prefix} was changed by somebody else ${MAX_TRIES} times in a row.`);
}
/** Writes what has changed. False, as soon as something is not as it was when it was read. */
async function writeAll(bucket: Bucket, { prefix, objects }: Stored, bodies: string[]): Promise<boolean> {
  for (const [index, body] of bodies.entries()) {
    const old = objects[index];
    if (body !== old?.body && !(await bucket.write(`${prefix}${NAMES[index]}`, body, old?.etag))) return false;
  }
  return true;
}
const toText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 2));
