import { failureOf } from './failure.ts';
import { lostChildren } from './lost-parents.ts';
import { isFailing, type Status } from './status.ts';
import { entitiesOf, type Trace } from './trace.ts';
import type { Entity } from './trace-document.ts';

/**
 * The status of a trace: that of its first failed root, or in progress if something in it is in progress. Failures below a root
 * that succeeded do not count.
 */
export function traceStatus(trace: Trace): Status {
  const failing = trace.roots.find((root) => isFailing(root.status));
  if (failing) return failing.status;
  const isOpen = isRunning(trace) || [...trace.byId.values()].some((entity) => entity.endMs === undefined);
  return isOpen ? 'pending' : 'ok';
}

/**
 * Whether more documents are expected. A subsegment is sent when it ends, and its segment later, when that ends. So the segment
 * of a root that is a subsegment is still missing, unless the parent was lost. A subsegment that is in progress in a segment that
 * has ended was abandoned, for example by a timeout.
 */
export function isRunning(trace: Trace): boolean {
  const lost = lostChildren(trace);
  return trace.roots.some((root) => (root.isSegment ? root.endMs === undefined : !lost.has(root)));
}

/** The failed subsegments of a trace that succeeded, in reading order. */
export function survivedFailures(trace: Trace): Entity[] {
  if (failureOf(trace)) return [];
  return [...entitiesOf(trace.roots)].filter(({ isSegment, status }) => !isSegment && isFailing(status));
}
