import type { TraceSummary } from './shapes.ts';
import { assembleTrace, type TraceDocuments } from './trace.ts';
import { summarise } from './trace-summary.ts';
import { servicesOf, type TraceServices } from './visits.ts';

/** What lists, filters and graphs need of a trace, without its documents. */
export interface TraceFacts extends TraceServices {
  readonly summary: TraceSummary;
  /** Epoch seconds: the latest end in the trace. */
  readonly endTime: number;
}

/** A stored trace, with its facts once they have been read. */
export interface FactsSource extends TraceDocuments {
  /** How many documents have changed the trace. */
  readonly revision: number;
  /** The facts of the trace as it is now; undefined until they are read and after every change. */
  facts: TraceFacts | undefined;
}

/** Puts a trace together once for each change of it. */
export function factsOf(stored: FactsSource): TraceFacts {
  stored.facts ??= readFacts(stored);
  return stored.facts;
}

function readFacts(stored: FactsSource): TraceFacts {
  const trace = assembleTrace(stored);
  const services = servicesOf(trace);
  return { ...services, summary: summarise(trace, services, stored.revision), endTime: trace.endTime };
}
