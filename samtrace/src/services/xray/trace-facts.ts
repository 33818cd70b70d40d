import type { StoredTrace } from './segment-store.ts';
import type { TraceSummary } from './shapes.ts';
import { assembleTrace } from './trace.ts';
import { summarise } from './trace-summary.ts';
import { servicesOf, type TraceServices } from './visits.ts';

/** What lists, filters and graphs need of a trace, without its documents. */
export interface TraceFacts extends TraceServices {
  readonly summary: TraceSummary;
  /** Epoch seconds: the latest end in the trace. */
  readonly endTime: number;
}

/** Puts a trace together once for each change of it. */
export function factsOf(stored: StoredTrace): TraceFacts {
  stored.facts ??= readFacts(stored);
  return stored.facts;
}

function readFacts(stored: StoredTrace): TraceFacts {
  const trace = assembleTrace(stored);
  const services = servicesOf(trace);
  return { ...services, summary: summarise(trace, services, stored.revision), endTime: trace.endTime };
}
