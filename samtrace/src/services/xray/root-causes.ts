import type { Entity, SegmentDocument } from '../../aws/segment-document.ts';
import { isSubsegment } from './nesting.ts';
import { isCall } from './origin.ts';
import type { RootCause, RootCauseEntity, RootCauseService, ServiceId } from './shapes.ts';
import { roundToMs } from './trace.ts';

/**
 * X-Ray documents the shape of root causes and not the rule, so this follows answers of AWS that were seen for Lambda
 * functions: response time causes at 2.8 s and more and none at 1.2 s; no error causes for errors that Lambda flagged.
 * https://docs.aws.amazon.com/xray/latest/api/API_TraceSummary.html
 */
const SLOW_SECONDS = 2;
/** An entity with this share of the root's time is on the path of the slow ones. */
const MAJOR_SHARE = 0.5;

/** The maximum length of a chain of calls. Each needs space on the call stack. */
const CALL_LIMIT = 500;

/** An entity with its subsegments and with the segments of the services that it called. */
interface Step {
  readonly entity: Entity;
  readonly segment: SegmentDocument;
  readonly children: readonly Step[];
  /** The longest duration at or below it: a cold function's Initialization is longer than its segment. */
  readonly seconds: number;
}

/** Tells the service of a segment, as the summary names it. */
type ServiceIdOf = (segment: SegmentDocument) => ServiceId | undefined;

export interface RootCauses {
  readonly FaultRootCauses: RootCause[];
  readonly ErrorRootCauses: RootCause[];
  readonly ResponseTimeRootCauses: RootCause[];
}

/** Why a trace failed, and why it was slow: ways from the root segment to an entity. */
export function rootCausesOf(
  root: SegmentDocument | undefined,
  segments: readonly SegmentDocument[],
  serviceIdOf: ServiceIdOf,
): RootCauses {
  if (!root) return { FaultRootCauses: [], ErrorRootCauses: [], ResponseTimeRootCauses: [] };
  const tree = treeBelow(root, segments);
  const shapeOf = (path: readonly Step[], impacting: boolean, detail: Detail): RootCause => ({
    ClientImpacting: impacting,
    Services: servicesOn(path, serviceIdOf, detail),
  });
  const withExceptions: Detail = ({ entity }) => ({ Exceptions: exceptionsOf(entity) });
  const withCoverage: Detail = ({ seconds }) => ({ Coverage: roundToMs(seconds / tree.seconds) });
  return {
    FaultRootCauses: failures(tree, 'fault').map((path) => shapeOf(path, root.fault ?? false, withExceptions)),
    ErrorRootCauses: failures(tree, 'error').map((path) => shapeOf(path, root.error ?? false, withExceptions)),
    ResponseTimeRootCauses: slowest(tree).map((path) => shapeOf(path, true, withCoverage)),
  };
}

function treeBelow(root: SegmentDocument, segments: readonly SegmentDocument[]): Step {
  const called = Map.groupBy(
    segments.filter((segment) => !isSubsegment(segment)),
    ({ parent_id: parentId }) => parentId,
  );
  const seen = new Set<Entity>();
  const step = (entity: Entity, segment: SegmentDocument, calls: number): Step => {
    seen.add(entity);
    const callees = calls < CALL_LIMIT ? (called.get(entity.id) ?? []).filter((callee) => !seen.has(callee)) : [];
    const children = [
      ...(entity.subsegments ?? []).map((subsegment) => step(subsegment, segment, calls)),
      ...callees.map((callee) => step(callee, callee, calls + 1)),
    ];
    const own = (entity.end_time ?? entity.start_time) - entity.start_time;
    return { entity, segment, children, seconds: children.reduce((most, { seconds }) => Math.max(most, seconds), own) };
  };
  return step(root, root, 0);
}

/** The ways to the deepest entities with the flag. */
function failures(tree: Step, flag: 'fault' | 'error'): Step[][] {
  const found: Step[][] = [];
  const visit = (step: Step, above: readonly Step[]): boolean => {
    const path = [...above, step];
    const isBelow = step.children.map((child) => visit(child, path)).includes(true);
    const isCause = !isBelow && step.entity[flag] === true && !isFlaggedByLambda(step, above.at(-1));
    if (isCause) found.push(path);
    return isCause || isBelow;
  };
  visit(tree, []);
  return found;
}

/** The way along the entities that took most of the root's time; none where the root was fast. */
function slowest(tree: Step): Step[][] {
  if (tree.seconds < SLOW_SECONDS) return [];
  const path: Step[] = [];
  for (let step: Step | undefined = tree; step; ) {
    path.push(step);
    step = step.children
      .filter(({ seconds }) => seconds >= MAJOR_SHARE * tree.seconds)
      .sort((a, b) => b.seconds - a.seconds)[0];
  }
  return [path];
}

/** Lambda flags its own segments, and in them Invocation or an attempt, when a handler throws. */
function isFlaggedByLambda({ entity, segment }: Step, parent: Step | undefined): boolean {
  if (!segment.origin?.startsWith('AWS::Lambda') || segment.inferred) return false;
  const isLambdasOwn = !isCall(entity) && entity.cause === undefined;
  return entity === segment || (parent?.entity === segment && isLambdasOwn);
}

type Detail = (step: Step) => Pick<RootCauseEntity, 'Exceptions' | 'Coverage'>;

function servicesOn(path: readonly Step[], serviceIdOf: ServiceIdOf, detail: Detail): RootCauseService[] {
  const bySegment = Map.groupBy(path, ({ segment }) => segment);
  return Array.from(bySegment, ([segment, steps]) => ({
    ...(serviceIdOf(segment) ?? { Name: segment.name, Names: [segment.name] }),
    Inferred: segment.inferred ?? false,
    EntityPath: steps.map((step) => ({
      Name: step.entity.name,
      Remote: isCall(step.entity),
      ...detail(step),
    })),
  }));
}

function exceptionsOf({ cause }: Entity): { Name?: string; Message?: string }[] {
  const exceptions = typeof cause === 'object' ? (cause.exceptions ?? []) : [];
  return exceptions.map(({ type, message }) => ({
    ...(type !== undefined && { Name: type }),
    ...(message !== undefined && { Message: message }),
  }));
}
