/** The report of one failed attempt. It is computed anew from the log and the trace each time. */
import { createHash } from 'node:crypto';
import {
  asNumber,
  asObject,
  asObjects,
  asString,
  type JsonObject,
  shorten,
} from '../shared/json.ts';
import { classify, type Failure, type FailureClass } from './classify.ts';
import type { Config } from './config.ts';
import { type ConsoleLinks, consoleLinks } from './console-links.ts';
import type { Delivery } from './delivery.ts';
import { readExpectedTrace } from './expected-trace.ts';
import { fingerprintOf, markerKey, safeName } from './failure-kind.ts';
import { isPlatformReport, type LogRecord } from './log-record.ts';
import type { LoggedError } from './logged-error.ts';
import type { RequestLog } from './request-log.ts';
import type { Evidence, RequestTrace } from './request-trace.ts';
import { functionSegment, functionSubsegments, hasEnded, startOf } from './segments.ts';

/**
 * What report.json contains. report.schema.json describes it for other programs. Times are ISO 8601
 * in UTC.
 */
export interface Report {
  version: 2;

  functionName: string;

  /** Lambda's ID; undefined for a failed init that no request has followed. */
  requestId: string | undefined;

  class: FailureClass;

  /** The same for failures of one kind. */
  fingerprint: string;

  error: LoggedError;

  /** What caused the error, the next cause first. */
  causes: LoggedError[];

  /** Numbers are undefined without Lambda's report. */
  attempt: {
    logGroup: string;

    logStream: string;

    startedAt: string;

    endedAt: string;

    coldStart: boolean;

    durationMs: number | undefined;

    memorySizeMb: number | undefined;

    maxMemoryUsedMb: number | undefined;
  };

  /** The event, if the function logged it as `event`. */
  event: unknown;

  /** The annotations on the function's subsegments. */
  annotations: JsonObject;

  /** Where the error was thrown, or what the function was doing when it was ended. */
  failingSubsegment: SubsegmentFacts | undefined;

  slowestSubsegment: SubsegmentFacts | undefined;

  log: {
    outcome: RequestLog['outcome'];
    reason: string | undefined;
    records: number;
    omitted: number;
  };

  trace: Pick<RequestTrace, 'outcome' | 'reason' | 'traceId'>;

  links: ConsoleLinks;

  /** Where the report and the marker of its kind are in the bucket. */
  keys: { folder: string; marker: string };
}

export interface SubsegmentFacts {
  id: string | undefined;

  name: string;

  /** Undefined if the subsegment has not ended. */
  durationMs: number | undefined;
}

const MAX_EVENT_CHARACTERS = 10_000;

export function buildReport(delivery: Delivery, { log, trace }: Evidence, config: Config): Report {
  const { functionName, logGroup, logStream } = delivery;
  const expected = readExpectedTrace(log);
  const segment = functionSegment(trace.segments, expected);
  const failure = classify(log.records, trace.outcome === 'found' ? segment : undefined);
  const fingerprint = fingerprintOf(functionName, failure);
  const marker = markerKey(functionName, failure.error.type, fingerprint);
  const subsegments = functionSubsegments(trace.segments, expected);

  return {
    version: 2,
    functionName,
    requestId: log.requestId,
    ...failure,
    fingerprint,
    attempt: { logGroup, logStream, ...attemptFacts(log) },
    event: loggedEvent(log.records),
    annotations: annotationsOf(subsegments),
    failingSubsegment: failingSubsegment(failure, subsegments),
    slowestSubsegment: slowestSubsegment(subsegments),
    log: {
      outcome: log.outcome,
      reason: log.reason,
      records: log.records.length,
      omitted: log.omitted,
    },
    trace: { outcome: trace.outcome, reason: trace.reason, traceId: trace.traceId },
    links: consoleLinks(delivery, trace.traceId, marker, config),
    keys: { folder: folderOf(delivery, log), marker },
  };
}

/**
 * One folder for each attempt, such as `reports/2026-11-28/orders/120000.123-<request
 * ID>-0a1b2c3d/`. An asynchronous retry has the same request ID, and can be in another log stream.
 *
 * The time is that of the failure, not of the start: if the log could not be read, nobody knows the
 * start, and the report of the next try has to replace this one.
 */
function folderOf(
  { functionName, logGroup, logStream }: Delivery,
  { failedAt, requestId = 'no-request' }: RequestLog,
): string {
  const [day = '', time = ''] = new Date(failedAt).toISOString().split('T');
  const timeOfDay = time.replaceAll(/[:Z]/g, '');
  const stream = createHash('sha256').update(`${logGroup} ${logStream}`).digest('hex').slice(0, 8);
  return `reports/${day}/${safeName(functionName)}/${timeOfDay}-${safeName(requestId)}-${stream}/`;
}

function attemptFacts({
  records,
  startedAt,
}: RequestLog): Omit<Report['attempt'], 'logGroup' | 'logStream'> {
  const metrics = asObject(records.findLast(isPlatformReport)?.fields.metrics);
  const endedAt = records.at(-1)?.timestamp ?? startedAt;
  return {
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    coldStart: records.some(
      ({ type }) => type === 'platform.initStart' || type.startsWith('platform.restore'),
    ),
    durationMs: asNumber(metrics.durationMs),
    memorySizeMb: asNumber(metrics.memorySizeMB),
    maxMemoryUsedMb: asNumber(metrics.maxMemoryUsedMB),
  };
}

/** `console.info({ event })` logs the event under `message`, most loggers in the record itself. */
function loggedEvent(records: LogRecord[]): unknown {
  const events = records.flatMap(({ fields }) => [asObject(fields.message).event, fields.event]);
  // structlog writes the text of a record as `event`.
  const event = events.find((each) => typeof each === 'object' && each !== null);
  const text = JSON.stringify(event) ?? '';
  return text.length <= MAX_EVENT_CHARACTERS ? event : shorten(text, MAX_EVENT_CHARACTERS);
}

function annotationsOf(subsegments: JsonObject[]): JsonObject {
  const entries = subsegments.flatMap(({ annotations }) => Object.entries(asObject(annotations)));
  return Object.fromEntries(entries);
}

function failingSubsegment(
  failure: Failure,
  subsegments: JsonObject[],
): SubsegmentFacts | undefined {
  // The function may have handled the errors of other subsegments.
  const messages = new Set<unknown>([failure.error, ...failure.causes].map((e) => e.message));
  const byStart = subsegments.toSorted((a, b) => startOf(a) - startOf(b));
  const threw = byStart.findLast(({ cause }) =>
    asObjects(asObject(cause).exceptions).some(({ message }) => messages.has(message)),
  );
  const open = subsegments.findLast((each) => !hasEnded(each));
  const failing = failure.class === 'thrown' ? threw : (open ?? threw);
  return failing && subsegmentFacts(failing);
}

/** Only what contains no other subsegment: the parents of a slow call are slow, too. */
function slowestSubsegment(subsegments: JsonObject[]): SubsegmentFacts | undefined {
  const leaves = subsegments.filter(
    (each) => hasEnded(each) && asObjects(each.subsegments).length === 0,
  );
  return leaves.map(subsegmentFacts).sort((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0))[0];
}

function subsegmentFacts(subsegment: JsonObject): SubsegmentFacts {
  const endSeconds = asNumber(subsegment.end_time);
  const seconds = endSeconds === undefined ? undefined : endSeconds - startOf(subsegment);
  return {
    id: asString(subsegment.id),
    name: asString(subsegment.name) ?? 'unnamed',
    durationMs: seconds === undefined ? undefined : Math.round(seconds * 1e6) / 1e3,
  };
}
