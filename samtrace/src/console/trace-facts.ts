import type { TraceSummaryShape } from './model/aws-shapes.ts';
import { type Failure, failureOf } from './model/failure.ts';
import { readTrace, requestIds } from './model/trace.ts';
import { survivedFailures } from './model/trace-status.ts';
import type { ConsoleXRay } from './ports.ts';

/** Facts from the documents of a trace that are not in its summary. */
export interface TraceFacts {
  readonly failure: Failure | undefined;
  /** The number of failed subsegments in a trace that succeeded. */
  readonly survived: number;
  readonly requestIds: readonly string[];
}

export type FactsOf = (summary: TraceSummaryShape) => TraceFacts;

/** The facts of this many traces are kept. The oldest are removed first. */
const MAX_REMEMBERED = 20_000;

/** Reads each revision of a trace once. */
export function createTraceFacts(xray: ConsoleXRay): FactsOf {
  const remembered = new Map<string, { revision: number; facts: TraceFacts }>();

  return function factsOf(summary: TraceSummaryShape): TraceFacts {
    const id = summary.Id ?? '';
    const revision = summary.Revision ?? 0;
    const known = remembered.get(id);
    if (known?.revision === revision) return known.facts;
    const [shape] = xray.batchGetTraces([id]);
    const trace = readTrace(shape ?? { Id: id });
    const facts = {
      failure: failureOf(trace),
      survived: survivedFailures(trace).length,
      requestIds: requestIds(trace),
    };
    remembered.delete(id);
    remembered.set(id, { revision, facts });
    if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
    return facts;
  };
}
