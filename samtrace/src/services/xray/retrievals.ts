import { randomUUID } from 'node:crypto';
import type { StoredTrace } from './segment-store.ts';
import { factsOf } from './trace-facts.ts';
import type { TraceSource } from './trace-query.ts';

/** https://docs.aws.amazon.com/xray/latest/api/API_StartTraceRetrieval.html: a retrieval times out after 60 minutes. */
const LIFETIME_MS = 60 * 60 * 1000;
/** The oldest are forgotten first. */
const MAX_RETRIEVALS = 1000;

export interface RetrievalQuery {
  readonly traceIds: readonly string[];
  /** Epoch milliseconds. Both ends are included. */
  readonly startTimeMs: number;
  readonly endTimeMs: number;
}

export interface RetrievalState {
  readonly status: 'RUNNING' | 'COMPLETE' | 'TIMEOUT';
  /** The traces that were found. Empty unless the retrieval is complete. */
  readonly traceIds: readonly string[];
}

interface Retrieval {
  readonly query: RetrievalQuery;
  readonly startedMs: number;
  wasLookedAt: boolean;
  found: readonly string[] | undefined;
}

/**
 * The retrievals of traces from Transaction Search, by their tokens. AWS needs some time for each. Here, the first look at a
 * retrieval sees it running, and the second one complete, so that every client has to wait for it as on AWS.
 */
export class Retrievals {
  readonly #source: TraceSource;
  readonly #now: () => number;
  readonly #byToken = new Map<string, Retrieval>();

  constructor(source: TraceSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  start(query: RetrievalQuery): string {
    const token = randomUUID();
    this.#byToken.set(token, { query, startedMs: this.#now(), wasLookedAt: false, found: undefined });
    const [oldest] = this.#byToken.keys();
    if (this.#byToken.size > MAX_RETRIEVALS && oldest !== undefined) this.#byToken.delete(oldest);
    return token;
  }

  /** Undefined for a token that is unknown, or was cancelled. */
  look(token: string): RetrievalState | undefined {
    const retrieval = this.#byToken.get(token);
    if (retrieval === undefined) return undefined;
    if (this.#now() - retrieval.startedMs >= LIFETIME_MS) return { status: 'TIMEOUT', traceIds: [] };
    if (!retrieval.wasLookedAt) {
      retrieval.wasLookedAt = true;
      return { status: 'RUNNING', traceIds: [] };
    }
    // Kept, so that all pages belong together.
    retrieval.found ??= this.#find(retrieval.query);
    return { status: 'COMPLETE', traceIds: retrieval.found };
  }

  /** False for a token that is unknown, or was cancelled before. */
  cancel(token: string): boolean {
    return this.#byToken.delete(token);
  }

  #find({ traceIds, ...range }: RetrievalQuery): string[] {
    return [...new Set(traceIds)].filter((id) => {
      const trace = this.#source.get(id);
      return trace?.isSearchable === true && isInRange(trace, range);
    });
  }
}

/** Whether the trace was active in the range. */
function isInRange(trace: StoredTrace, { startTimeMs, endTimeMs }: Omit<RetrievalQuery, 'traceIds'>): boolean {
  const endTime = factsOf(trace)?.endTime ?? trace.startTime;
  return trace.startTime * 1000 <= endTimeMs && endTime * 1000 >= startTimeMs;
}
