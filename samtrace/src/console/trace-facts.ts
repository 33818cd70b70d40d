import type { TraceSummaryShape } from './model/aws-shapes.ts';
import { type Failure, failureOf } from './model/failure.ts';
import { readTrace, requestIds } from './model/trace.ts';
import { survivedFailures } from './model/trace-status.ts';
import type { ConsoleXRay } from './ports.ts';

/** What the console reads out of a trace's documents because no summary carries it. */
export interface TraceFacts {
  readonly failure: Failure | undefined;
  /** How many subsegments failed in a trace that went well. */
  readonly survived: number;
  readonly requestIds: readonly string[];
}

export type FactsOf = (summary: TraceSummaryShape) => TraceFacts;

/** So many traces are remembered; the oldest reading goes first. */
const MAX_REMEMBERED = 20_000;

/** Reads each trace once for each revision of it. */
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
