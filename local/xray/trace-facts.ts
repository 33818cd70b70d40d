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
export class TraceFactsCache {
  readonly #known = new WeakMap<StoredTrace, { revision: number; facts: TraceFacts }>();

  of(stored: StoredTrace): TraceFacts {
    const known = this.#known.get(stored);
    if (known?.revision === stored.revision) return known.facts;
    const trace = assembleTrace(stored);
    const services = servicesOf(trace);
    const summary = summarise(trace, services, stored.revision);
    const facts = { ...services, summary, endTime: trace.endTime };
    this.#known.set(stored, { revision: stored.revision, facts });
    return facts;
  }
}
