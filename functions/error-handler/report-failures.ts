/** The error handler's story: a delivery of log records comes in, a report of every failed request is stored. */
import { wasKilled } from './attempts.ts';
import type { Deadline } from './deadline.ts';
import type { LogBatch } from './envelope.ts';
import { gatherLogs, type LogPages } from './gather-logs.ts';
import { gatherTraces, type Traces } from './gather-traces.ts';
import { DURING_INIT, readRecord, UNNAMED } from './records.ts';
import type { Report } from './report.ts';
import { cutIntoAttempts, mergeLogs, type RequestLog } from './request-log.ts';
import { findStored, type Objects, storeReport } from './store.ts';
import { traceLinkIn } from './trace.ts';

/** What the error handler needs of AWS. */
export interface Ports {
  readonly logs: LogPages;
  readonly xray: Traces;
  readonly objects: Objects;
}

/**
 * Part of a delivery could not be reported, or not as fully as it might be. Thrown, so that Lambda delivers it again and
 * in the end keeps it in the on-failure queue.
 */
export class UnfinishedError extends AggregateError {
  override readonly name = 'UnfinishedError';

  constructor(problems: readonly unknown[], { logGroup, logStream }: LogBatch) {
    super(problems, `${problems.length} problem(s) with ${logGroup} ${logStream}: ${problems.join('; ')}`);
  }
}

/** A record that is no failure of a request. */
export class PoisonRecordError extends Error {
  override readonly name = 'PoisonRecordError';
}

/**
 * Stores a report of every request that the delivered records name, and returns the reports. What goes wrong with one
 * request does not keep the others from being reported; it is thrown at the end, all together, as an
 * {@link UnfinishedError}. A second delivery does no harm.
 */
export async function reportFailures(batch: LogBatch, ports: Ports, deadline: Deadline): Promise<Report[]> {
  const problems: unknown[] = [];
  const logEvents = batch.logEvents.filter((event) => {
    const isNamed = readRecord(event.message).requestId !== UNNAMED;
    if (!isNamed) problems.push(new PoisonRecordError(`No request is named in: ${event.message.slice(0, 200)}`));
    return isNamed;
  });

  const { logs, failure: logFailure } = await gatherLogs({ ...batch, logEvents }, ports.logs, deadline);
  const requests = await settle(problems, logs, ([requestId, log]) => lookUp(ports.objects, requestId, log, batch));
  const { traced, failure: traceFailure } = await gatherTraces(requests, ports.xray, deadline);
  problems.push(...[logFailure, traceFailure].filter((failure) => failure !== undefined));

  const reports = await settle(problems, traced, (request) => storeReport(ports.objects, request.stored, request));
  if (problems.length > 0) throw new UnfinishedError(problems, batch);
  return reports;
}

/** What is stored of a request, and what is wanted of X-Ray in the light of that. */
async function lookUp(objects: Objects, id: string, read: RequestLog, { logGroup, logStream }: LogBatch) {
  // An environment that fails during init, and serves no request, reports itself.
  const requestId = id === DURING_INIT ? `init-${logStream.replaceAll(/\W+/g, '-')}` : id;
  const fromMs = read.events[0]?.timestamp ?? 0;
  const untilMs = read.events.at(-1)?.timestamp ?? 0;

  const stored = await findStored(objects, requestId, fromMs);
  const log = mergeLogs(stored.log, read);
  const attempts = cutIntoAttempts(log.events).length;
  const expected = { requestId, attempts, killed: wasKilled(log.events) };
  return { ...expected, logGroup, log, stored, known: stored.trace, link: traceLinkIn(log.events), fromMs, untilMs };
}

/** Does the same work for all of them, and puts into `problems` what goes wrong. */
async function settle<Item, Result>(
  problems: unknown[],
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const outcomes = await Promise.allSettled([...items].map(work));
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return [outcome.value];
    problems.push(outcome.reason);
    return [];
  });
}
