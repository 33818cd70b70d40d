import { failureOf } from './failure.ts';
import { isFailing, type Status } from './status.ts';
import { entitiesOf, type Trace } from './trace.ts';
import type { Entity } from './trace-document.ts';

/**
 * How a trace went: as its first failing root; if none failed, in progress as long as something in it is. What failed
 * within and was survived does not change it.
 */
export function traceStatus(trace: Trace): Status {
  const failing = trace.roots.find((root) => isFailing(root.status));
  if (failing) return failing.status;
  const isOpen = isRunning(trace) || [...trace.byId.values()].some((entity) => entity.endMs === undefined);
  return isOpen ? 'pending' : 'ok';
}

/**
 * Whether more is to come. A subsegment is sent as soon as it ends, its segment only when that ends: a root that is no
 * segment waits for one. What is in progress within a segment that ended was left behind, by a timeout for example.
 */
export function isRunning(trace: Trace): boolean {
  return trace.roots.some((root) => !root.isSegment || root.endMs === undefined);
}

/** The failing subsegments of a trace that has itself no failure to show, in reading order. */
export function survivedFailures(trace: Trace): Entity[] {
  if (failureOf(trace)) return [];
  return [...entitiesOf(trace.roots)].filter(({ isSegment, status }) => !isSegment && isFailing(status));
}
