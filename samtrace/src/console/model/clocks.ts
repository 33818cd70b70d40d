import { duration } from './format.ts';
import type { Entity } from './trace-document.ts';

/** Clocks that are synchronized differ by less. */
const TOLERANCE_MS = 1000;

/**
 * Finds clocks that disagree, by what cannot have happened: a service began to work before it was called, or after the caller
 * had its answer. An AWS call may only start the work, so the second rule is for HTTP calls.
 */
export function clockProblems(byId: ReadonlyMap<string, Entity>): string[] {
  const problems = new Set<string>();
  for (const called of byId.values()) {
    const call = called.isSegment && !called.inferred ? byId.get(called.parentId ?? '') : undefined;
    if (call === undefined) continue;
    const early = call.startMs - called.startMs;
    const late = call.namespace === 'remote' && call.endMs !== undefined ? called.startMs - call.endMs : 0;
    if (early > TOLERANCE_MS) problems.add(problemText(called, early, 'before it was called'));
    if (late > TOLERANCE_MS) problems.add(problemText(called, late, 'after the caller had its answer'));
  }
  return [...problems];
}

function problemText({ name }: Entity, differenceMs: number, when: string): string {
  return `The clocks of ${name} and its caller disagree by at least ${duration(differenceMs)}: ${name} began ${when}. Compare times only within one service.`;
}
