/** The error handler's story: records that tell of failures come in, a report of each failed request is stored. */
import { readAttempts } from './attempts.ts';
import { type Delivery, PoisonError } from './envelope.ts';
import { fingerprintOf } from './grouping.ts';
import { gatherLogs, type Logs, mergeLogs, type RequestLog, shorten } from './log.ts';
import type { Waiting } from './poll.ts';
import { DURING_INIT, readRecord, UNNAMED } from './records.ts';
import type { Policy, Report } from './report.ts';
import { type Bucket, findStored, storeReport } from './store.ts';
import { gatherTraces, type RequestTrace, traceIn, type XRay } from './trace.ts';

/** What the error handler needs of the world. `deservesFull`: whether one more failure of a fingerprint gets a full report. */
export interface Ports {
  logs: Logs;
  xray: XRay;
  bucket: Bucket;
  policy: Policy;
  deservesFull(fingerprint: string): boolean;
  /** Takes the secrets out. */
  redact<Value>(value: Value): Value;
}

/** Thrown, so that Lambda delivers again, and keeps in the on-failure queue what no retry has cured. */
export class UnfinishedError extends AggregateError {
  override readonly name = 'UnfinishedError';
}

const LIGHT = 'A light report: of its like, fullReportsPerMinute full ones were made in the same minute.';

/**
 * Stores a report of every request that the delivered records name, and returns the reports. What goes wrong with one
 * request does not keep the others from being reported; it is thrown at the end, as one {@link UnfinishedError}.
 */
export async function reportFailures(delivery: Delivery, ports: Ports, waiting: Waiting): Promise<Report[]> {
  const { logGroup, logStream } = delivery;
  const events = delivery.logEvents.map((event) => ({ ...event, logStreamName: logStream }));
  const byRequest = Map.groupBy(events, (event) => readRecord(event).requestId);
  const poison = (byRequest.get(UNNAMED) ?? []).map(({ message }) => message.slice(0, 200));
  const problems: unknown[] = poison.map((text) => new PoisonError(`A record names no request: ${text}`));
  byRequest.delete(UNNAMED);

  const { full = [], light = [] } = Object.groupBy(byRequest, ([, [...records]]) =>
    readAttempts(records).every((attempt) => ports.deservesFull(fingerprintOf(attempt))) ? 'full' : 'light',
  );
  const worthReading = { ...delivery, logEvents: full.flatMap(([, records]) => records) };
  const logs = await gatherLogs(worthReading, ports.logs, waiting);
  const wanted = await settle(problems, logs.gathered, ([id, log]) => lookUp(id, log, delivery, ports));
  const traces = await gatherTraces(wanted, ports.xray, waiting);
  problems.push(...[logs.failure, traces.failure].filter((failure) => failure !== undefined));

  const lookedUp = await settle(problems, light, async ([id, records]) => {
    const trace: RequestTrace = { ...traceIn(records), outcome: 'missing', reason: LIGHT };
    return { ...(await lookUp(id, { outcome: 'missing', reason: LIGHT, events: records }, delivery, ports)), trace };
  });
  const reports = await settle(problems, [...traces.traced, ...lookedUp], ({ requestId, stored, log, trace }) => {
    const evidence = { requestId, logGroup, log, trace: ports.redact(trace) };
    return storeReport(ports.bucket, stored, evidence, ports.policy);
  });
  if (problems.length === 0) return reports;
  throw new UnfinishedError(problems, `${logGroup} ${logStream}: ${problems.join('; ')}`);
}

/** What is stored of a request and, in the light of that, what its trace has to show. */
async function lookUp(id: string, read: RequestLog, { logStream }: Delivery, { bucket, policy, redact }: Ports) {
  // An environment that fails during init, and never serves a request, is reported itself.
  const requestId = id === DURING_INIT ? `init-${logStream.replaceAll(/\W+/g, '-')}` : id;
  const fresh = shorten(redact(read), policy.maxLogBytes);
  const stored = await findStored(bucket, requestId, read.events[0]?.timestamp ?? 0, fresh);
  const log = mergeLogs(stored.log, fresh);
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
