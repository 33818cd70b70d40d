/** The error handler's story: records that tell of failures come in, a report of every failed request is stored. */
import { readAttempts } from './attempts.ts';
import { type Delivery, PoisonError } from './envelope.ts';
import { gatherLogs, type Logs, mergeLogs } from './log.ts';
import type { Waiting } from './poll.ts';
import { DURING_INIT, readRecord, UNNAMED } from './records.ts';
import type { Report } from './report.ts';
import { type Bucket, findStored, storeReport } from './store.ts';
import { gatherTraces, type XRay } from './trace.ts';

/** What the error handler needs of AWS. */
export interface Ports {
  logs: Logs;
  xray: XRay;
  bucket: Bucket;
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
  const { named = [], unnamed = [] } = Object.groupBy(delivery.logEvents, (event) =>
    readRecord(event).requestId === UNNAMED ? 'unnamed' : 'named',
  );
  const problems: unknown[] = unnamed.map(
    ({ message }) => new PoisonError(`A record names no request: ${message.slice(0, 200)}`),
  );

  const logs = await gatherLogs({ ...delivery, logEvents: named }, ports.logs, waiting);
  const requests = await settle(problems, logs.gathered, async ([id, read]) => {
    // An environment that fails during init and never serves a request is reported itself.
    const requestId = id === DURING_INIT ? `init-${logStream.replaceAll(/\W+/g, '-')}` : id;
    const stored = await findStored(ports.bucket, requestId, read.events[0]?.timestamp ?? 0);
    const log = mergeLogs(stored.log, read);
    const attempts = readAttempts(log.events);
    const killed = attempts.some(({ kind }) => kind !== 'thrown' && kind !== 'logged');
    return {
      requestId,
      logGroup,
      log,
      stored,
      events: log.events,
      attempts: attempts.length,
      killed,
      known: stored.trace,
    };
  });
  const { traced, failure } = await gatherTraces(requests, ports.xray, waiting);
  const reports = await settle(problems, traced, (request) => storeReport(ports.bucket, request.stored, request));

  problems.push(...[logs.failure, failure].filter((each) => each !== undefined));
  if (problems.length === 0) return reports;
  throw new UnfinishedError(problems, `${logGroup} ${logStream}: ${problems.join('; ')}`);
}

/** Does the same for all items at once. What goes wrong is put into `problems`. */
async function settle<Item, Result>(problems: unknown[], items: Iterable<Item>, work: (item: Item) => Promise<Result>) {
  const outcomes = await Promise.allSettled([...items].map(work));
  problems.push(...outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : [])));
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
