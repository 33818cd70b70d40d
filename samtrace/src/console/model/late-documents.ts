import type { LateDocuments } from './contract.ts';
import { counted, duration } from './format.ts';
import type { Trace } from './trace.ts';

/** The trace with a problem that names its late documents. */
export function withLateDocuments(trace: Trace, late: LateDocuments | undefined): Trace {
  if (late === undefined) return trace;
  const arrived = `${counted(late.count, 'document')} of this trace arrived late: up to ${duration(late.longestDelayMs)} after the end`;
  return { ...trace, problems: [...trace.problems, `${arrived}. Lists and maps that were read before are different.`] };
}
