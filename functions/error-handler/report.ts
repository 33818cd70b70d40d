/** The report of one failed request: computed from its whole log and trace, and from nothing else. */
import { readAttempts } from './attempts.ts';
import type { RequestLog } from './log.ts';
import { functionSegments, type RequestTrace } from './trace.ts';

/** Everything that is known of a failed request. */
export interface Evidence {
  requestId: string;
  logGroup: string;
  log: RequestLog;
  trace: RequestTrace;
}

export type Report = ReturnType<typeof buildReport>;

export function buildReport({ requestId, logGroup, log, trace }: Evidence) {
  const { events, ...logOutcome } = log;
  const { Segments, ...traceOutcome } = trace;
  const attempts = readAttempts(events, trace.outcome === 'found' ? functionSegments(Segments, requestId) : undefined);
  return {
    version: 1,
    requestId,
    // As the last attempt went.
    kind: attempts.at(-1)?.kind,
    error: attempts.at(-1)?.error,
    logGroup,
    attempts,
    log: { ...logOutcome, records: events.length },
    trace: traceOutcome,
  };
}
