/** The error handler's story: records that tell of failures come in, a report of each failed request is stored. */
import { readAttempts } from './attempts.ts';
import { type Delivery, PoisonError } from './envelope.ts';
import { fingerprintOf } from './grouping.ts';
import { gatherLogs, type Logs, mergeLogs, type RequestLog, type StreamEvent, shorten } from './log.ts';
import type { Waiting } from './poll.ts';
import { DURING_INIT, readRecord, UNNAMED } from './records.ts';
import type { Policy, Report } from './report.ts';
import { type Bucket, findStored, storeReport } from './store.ts';
import { gatherTraces, type XRay } from './trace.ts';

/** What the error handler needs of the world. */
export interface Ports {
  logs: Logs;
  xray: XRay;
  bucket: Bucket;
  policy: Policy;
  takeFull(fingerprint: string): boolean;
  redact<Value>(value: Value): Value;
}
/** Thrown, so that Lambda delivers again, and keeps in the on-failure queue what no retry has cured. */
export class UnfinishedError extends AggregateError {
  static override readonly name = 'UnfinishedError';
  override readonly name = 'UnfinishedError';
}

const LIGHT = 'A light report: of its like, fullReportsPerMinute full ones were made in the same minute.';
const AT_ONCE = 50; // As many connections as a client of the AWS SDK opens: a call that waits for one would time out.

/** Stores a report of every request that the records name. What goes wrong with one stops no other: it is thrown last. */
export async function reportFailures(delivery: Delivery, ports: Ports, waiting: Waiting): Promise<Report[]> {
  const { logGroup, logStream } = delivery;
  const delivered = delivery.logEvents.map((event) => ({ ...event, logStreamName: logStream }));
  const requests = Map.groupBy(delivered, (event) => readRecord(event).requestId);
  const poison = [...delivery.poison, ...(requests.get(UNNAMED) ?? []).map(({ message }) => message)];
  const problems: unknown[] = poison.map((each) => new PoisonError(`A record names no request: ${ports.redact(each)}`));
  requests.delete(UNNAMED);
  // Whose a record from init is, only the stream tells.
  const isFull = ([id, events]: [string, StreamEvent[]]) =>
    id === DURING_INIT || readAttempts(events).every((attempt) => ports.takeFull(fingerprintOf(attempt)));
  const { full = [], light = [] } = Object.groupBy(requests, (each) => (isFull(each) ? 'full' : 'light'));
  const logEvents = full.flatMap(([, events]) => events);
  const { gathered, failure } = await gatherLogs({ ...delivery, logEvents }, ports.logs, waiting);
  if (failure !== undefined) gathered.delete(DURING_INIT); // Whose it is, the delivery will tell when it comes again.
  for (const [id, events] of light.filter(([id]) => !gathered.has(id)))
    gathered.set(id, { outcome: 'missing', reason: LIGHT, events });
  const wanted = await settle(problems, [...gathered], ([id, log]) => lookUp(id, log, delivery, ports));
  const traces = await gatherTraces(wanted, ports.xray, waiting);
  problems.push(...(failure === undefined ? [] : [failure]), ...traces.problems);
  const reports = await settle(problems, traces.traced, ({ requestId, stored, log, trace }) =>
    storeReport(ports.bucket, stored, { requestId, logGroup, log, trace: ports.redact(trace) }, ports.policy),
  );
  if (problems.length === 0) return reports;
  const first = problems.slice(0, 5).join('; ').slice(0, 2000);
  throw new UnfinishedError(problems, `Problems with ${logGroup} ${logStream} (${problems.length}): ${first}`);
}

/** What is stored of a request and, in the light of that, what its trace has to show. */
async function lookUp(id: string, read: RequestLog, { logStream }: Delivery, { bucket, policy, redact }: Ports) {
  // An environment that fails during init, and never serves a request, is reported itself.
  const requestId = id === DURING_INIT ? `init-${logStream.replaceAll(/\W+/g, '-')}` : id;
  const fresh = redact(read);
  const stored = await findStored(bucket, requestId, shorten(fresh, policy.maxLogBytes));
  return { requestId, log: mergeLogs(stored.log, fresh), stored, isLight: read.reason === LIGHT };
}
/** Does the same for all items, many at a time. What goes wrong is put into `problems`. */
async function settle<Item, Result>(problems: unknown[], items: Item[], work: (item: Item) => Promise<Result>) {
  const outcomes: PromiseSettledResult<Result>[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    outcomes.push(...(await Promise.allSettled(items.slice(from, from + AT_ONCE).map(work))));
  problems.push(...outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : [])));
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
