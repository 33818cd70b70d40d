/** The error handler's story: records that tell of failures come in, a report of each failed request is stored. */
import { readAttempts } from './attempts.ts';
import { type Delivery, PoisonError } from './envelope.ts';
import { fingerprintOf } from './grouping.ts';
import { gatherLogs, type Logs, mergeLogs, type RequestLog, shorten } from './log.ts';
import type { Waiting } from './poll.ts';
import { DURING_INIT, readRecord, UNNAMED } from './records.ts';
import { redact } from './redact.ts';
import type { Policy, Report } from './report.ts';
import { type Bucket, findStored, storeReport } from './store.ts';
import { gatherTraces, type RequestTrace, traceIn, type XRay } from './trace.ts';

/** What the error handler needs of the world. */
export interface Ports {
  logs: Logs;
  xray: XRay;
  bucket: Bucket;
  /** Whether one more failure of a fingerprint is worth a full report. */
  deservesFull(fingerprint: string): boolean;
  policy: Policy;
}

/** Thrown, so that Lambda delivers again, and keeps in the on-failure queue what no retry has cured. */
export class UnfinishedError extends AggregateError {
  override readonly name = 'UnfinishedError';
}

/**
 * Stores a report of every request that the delivered records name, and returns the reports. What goes wrong with one
 * request does not keep the others from being reported; it is thrown at the end, as one {@link UnfinishedError}.
 */
export async function reportFailures(delivery: Delivery, ports: Ports, waiting: Waiting): Promise<Report[]> {
  const { logGroup, logStream } = delivery;
  const requests = Map.groupBy(delivery.logEvents, (event) => readRecord(event).requestId);
  const problems: unknown[] = (requests.get(UNNAMED) ?? []).map(
    ({ message }) => new PoisonError(`A record names no request: ${message.slice(0, 200)}`),
  );
  requests.delete(UNNAMED);

  const { full = [], light = [] } = Object.groupBy(requests, ([, events]) => {
    const [attempt] = readAttempts(events.map((event) => ({ ...event, logStreamName: logStream })));
    return attempt && ports.deservesFull(fingerprintOf(attempt)) ? 'full' : 'light';
  });
  const logs = await gatherLogs({ ...delivery, logEvents: full.flatMap(([, events]) => events) }, ports.logs, waiting);
  const wanted = await settle(problems, logs.gathered, ([id, log]) => lookUp(id, log, delivery, ports));
  const traces = await gatherTraces(wanted, ports.xray, waiting);
  problems.push(...[logs.failure, traces.failure].filter((failure) => failure !== undefined));

  const unread = await settle(problems, light, async ([id, delivered]) => {
    const events = delivered.map((event) => ({ ...event, logStreamName: logStream }));
    const trace: RequestTrace = { ...traceIn(events), outcome: 'missing', reason: LIGHT };
    return { ...(await lookUp(id, { outcome: 'missing', reason: LIGHT, events }, delivery, ports)), trace };
  });
  const reports = await settle(problems, [...traces.traced, ...unread], ({ stored, ...evidence }) => {
    const trace = redact(evidence.trace, ports.policy.redactedKeys);
    return storeReport(ports.bucket, stored, { ...evidence, logGroup, trace }, ports.policy);
  });
  if (problems.length === 0) return reports;
  throw new UnfinishedError(problems, `${logGroup} ${logStream}: ${problems.join('; ')}`);
}

const LIGHT = 'A light report: fullReportsPerMinute full ones of the like were made in the same minute.';

/** What is stored of a request and, in the light of that, what its trace has to show. */
async function lookUp(id: string, read: RequestLog, { logStream }: Delivery, { bucket, policy }: Ports) {
  // An environment that fails during init, and never serves a request, is reported itself.
  const requestId = id === DURING_INIT ? `init-${logStream.replaceAll(/\W+/g, '-')}` : id;
  const stored = await findStored(bucket, requestId, read.events[0]?.timestamp ?? 0);
  const log = mergeLogs(stored.log, shorten(redact(read, policy.redactedKeys), policy.maxLogBytes));
  const attempts = readAttempts(log.events);
  const killed = attempts.some(({ kind }) => kind !== 'thrown' && kind !== 'logged');
  return { requestId, log, events: log.events, attempts: attempts.length, killed, stored, known: stored.trace };
}

/** Does the same for all items at once. What goes wrong is put into `problems`. */
async function settle<Item, Result>(problems: unknown[], items: Iterable<Item>, work: (item: Item) => Promise<Result>) {
  const outcomes = await Promise.allSettled([...items].map(work));
  problems.push(...outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : [])));
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
