/**
 * Stores reports in S3. A delivery can come twice, and several deliveries can report the same
 * attempt. So a report has a rank, and replaces only a report of a lower rank.
 */
import { createHash } from 'node:crypto';
import { shorten } from '../shared/json.ts';
import type { Clock } from './clock.ts';
import type { Delivery } from './delivery.ts';
import { redactJson } from './redact.ts';
import type { Report } from './report.ts';
import { renderPage } from './report-page.ts';
import type { RequestLog } from './request-log.ts';
import type { Evidence } from './request-trace.ts';

/** What the error handler needs from S3. */
export interface Bucket {
  /** Writes an object if there is none or, with an ETag, if it is still the one with this ETag. */
  write(object: NewObject, etag: string | undefined): Promise<'written' | 'exists' | 'conflict'>;

  /** Reads what a later write depends on. Throws if there is no such object. */
  look(key: string): Promise<{ etag: string; rank: number }>;
}

export interface NewObject {
  key: string;

  body: string;

  contentType: string;

  /** Undefined for an object that never replaces another one. */
  rank: number | undefined;
}

/** From the least to the most complete. */
const LOG_OUTCOMES = ['missing', 'partial', 'found'] as const;

const TRACE_OUTCOMES = ['missing', 'unsampled', 'partial', 'found'] as const;

const JSON_TYPE = 'application/json';

const HTML_TYPE = 'text/html; charset=utf-8';

const MAX_ATTEMPTS = 5;

const GAP_MS = 100;

const ONE_HOUR_MS = 60 * 60 * 1000;

const MAX_INVALID_CHARACTERS = 1_000_000;

/**
 * Stores a report and the evidence for it.
 *
 * @returns Whether the report is new
 */
export async function storeReport(
  bucket: Bucket,
  clock: Clock,
  report: Report,
  { log, trace }: Evidence,
): Promise<boolean> {
  const rank = rankOf(report);
  const objectOf = (name: string, contentType: string, body: string): NewObject => ({
    key: report.keys.folder + name,
    body,
    contentType,
    rank,
  });

  const evidence = await Promise.allSettled([
    write(bucket, clock, objectOf('log-events.json', JSON_TYPE, toJson(asStored(log)))),
    write(bucket, clock, objectOf('request-trace.json', JSON_TYPE, toJson(trace))),
    write(bucket, clock, objectOf('report.html', HTML_TYPE, renderPage(report, log, trace))),
  ]);
  const failed = evidence.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    throw failed.reason;
  }
  // The report comes last: where it is, everything else is too.
  return write(bucket, clock, objectOf('report.json', JSON_TYPE, toJson(report)));
}

/** The lines as they are in the log. The other fields of a record can be read from its line. */
function asStored({ records, ...log }: RequestLog): object {
  return { ...log, events: records.map(({ timestamp, message }) => ({ timestamp, message })) };
}

/**
 * Marks a kind of failure as known. The first marker of a kind makes EventBridge notify somebody;
 * see the rule in template.yml. A lifecycle rule deletes markers after some days, so that somebody
 * is notified again.
 *
 * @param seenMarkers When this execution environment last found a marker in the bucket, by key. It
 *   saves a call for each failure of a known kind.
 */
export async function markKind(
  bucket: Bucket,
  clock: Clock,
  seenMarkers: Map<string, number>,
  report: Report,
): Promise<void> {
  const { functionName, error, keys } = report;
  const seenAt = seenMarkers.get(keys.marker);
  if (seenAt !== undefined && clock.now() - seenAt < ONE_HOUR_MS) {
    return;
  }

  const marker = {
    functionName,
    class: report.class,
    type: error.type,
    message: error.message,
    firstSeen: report.attempt.startedAt,
    report: `${keys.folder}report.json`,
  };
  await write(bucket, clock, jsonObject(keys.marker, marker));
  seenMarkers.set(keys.marker, clock.now());
}

/**
 * Stores what can't be processed, under a hash of its content: a delivery that comes twice is
 * stored once.
 */
export async function storeInvalid(
  bucket: Bucket,
  clock: Clock,
  { logGroup, logStream, invalid, invalidCount }: Delivery,
): Promise<string> {
  const parts = redactJson(invalid).map(({ problem, content }) => ({
    problem,
    content: typeof content === 'string' ? shorten(content, MAX_INVALID_CHARACTERS) : content,
  }));
  const stored = { logGroup, logStream, count: invalidCount, parts };
  const hash = createHash('sha256').update(JSON.stringify(stored)).digest('hex');
  const key = `invalid/${hash}.json`;
  await write(bucket, clock, jsonObject(key, stored));
  return key;
}

/** A larger number is a more complete report: the log counts first, then the trace. */
export function rankOf({ log, trace }: Pick<Report, 'log' | 'trace'>): number {
  const logRank = LOG_OUTCOMES.indexOf(log.outcome);
  return logRank * TRACE_OUTCOMES.length + TRACE_OUTCOMES.indexOf(trace.outcome);
}

/**
 * Writes an object if there is none, or if the one that is there has a lower rank. S3 checks that
 * nobody has changed it in between.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * @returns Whether the object is new
 */
async function write(bucket: Bucket, clock: Clock, object: NewObject): Promise<boolean> {
  let etag: string | undefined;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const outcome = await bucket.write(object, etag);
    if (outcome === 'written') {
      return etag === undefined;
    }
    if (outcome === 'conflict') {
      // Whether there is an object now is unknown.
      etag = undefined;
      await clock.sleep(GAP_MS);
      continue;
    }
    if (object.rank === undefined) {
      return false;
    }
    const stored = await bucket.look(object.key);
    if (stored.rank >= object.rank) {
      return false;
    }
    etag = stored.etag;
  }
  throw new Error(
    `Could not write ${object.key}: others were writing it in each of ${MAX_ATTEMPTS} attempts.`,
  );
}

function jsonObject(key: string, content: unknown): NewObject {
  return { key, body: toJson(content), contentType: JSON_TYPE, rank: undefined };
}

function toJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
