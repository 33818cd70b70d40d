/** The report of one failed request: computed from its whole log and trace, and from nothing else. */
import { type Attempt, type AttemptError, readAttempts } from './attempts.ts';
import type { RequestTrace } from './gather-traces.ts';
import type { Kind } from './kind.ts';
import type { RequestLog } from './request-log.ts';

/** Everything that is known of a failed request. */
export interface Evidence {
  readonly requestId: string;
  readonly logGroup: string;
  readonly log: RequestLog;
  readonly trace: RequestTrace;
}

export interface Report {
  readonly version: 1;
  readonly requestId: string;
  /** Of the last attempt. */
  readonly kind: Kind;
  readonly error: AttemptError;
  readonly logGroup: string;
  /** Oldest first. */
  readonly attempts: readonly Attempt[];
  readonly log: { readonly outcome: RequestLog['outcome']; readonly reason?: string; readonly records: number };
  readonly trace: Omit<RequestTrace, 'Traces'>;
}

export function buildReport({ requestId, logGroup, log, trace }: Evidence): Report {
  const attempts = readAttempts(requestId, log.events, trace.outcome === 'found' ? trace.Traces[0] : undefined);
  const last = attempts.at(-1);
  if (last === undefined) throw new Error(`There is no record of request ${requestId}.`);
  const { events, ...outcomeOfLog } = log;
  const { Traces, ...outcomeOfTrace } = trace;
  return {
    version: 1,
    requestId,
    kind: last.kind,
    error: last.error,
    logGroup,
    attempts,
    log: { ...outcomeOfLog, records: events.length },
    trace: outcomeOfTrace,
  };
}
