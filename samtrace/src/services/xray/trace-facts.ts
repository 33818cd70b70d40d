import { messageOf } from '../../aws/error.ts';
import type { TraceSummary } from './shapes.ts';
import { assembleTrace, type TraceDocuments } from './trace.ts';
import { summarise } from './trace-summary.ts';
import { servicesOf, type TraceServices } from './visits.ts';

/** The part of a trace that lists, filters and graphs use. It does not include the documents. */
export interface TraceFacts extends TraceServices {
  readonly summary: TraceSummary;
  /** Epoch seconds: the latest end in the trace. */
  readonly endTime: number;
}

/** A stored trace, with its facts once they have been read. */
export interface FactsSource extends TraceDocuments {
  /** How many documents have changed the trace. */
  readonly revision: number;
  /** The facts of the current trace. Undefined until they are read, and after every change. */
  facts: TraceFacts | 'unreadable' | undefined;
}

/** Reads a trace once after each change. Undefined if the trace cannot be read, so that one trace breaks no list. */
export function factsOf(stored: FactsSource): TraceFacts | undefined {
  stored.facts ??= readOrWarn(stored, () => readFacts(stored)) ?? 'unreadable';
  return stored.facts === 'unreadable' ? undefined : stored.facts;
}

/** Runs a reader of a trace. If it fails, a warning names the trace. */
export function readOrWarn<Result>({ id }: TraceDocuments, read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    process.emitWarning(`The trace ${id} cannot be read and is left out: ${messageOf(error)}`, 'XRayWarning');
    return undefined;
  }
}

function readFacts(stored: FactsSource): TraceFacts {
  const trace = assembleTrace(stored);
  const services = servicesOf(trace);
  return { ...services, summary: summarise(trace, services, stored.revision), endTime: trace.endTime };
}
