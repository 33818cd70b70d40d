import type { Entity } from './trace-document.ts';

/** The subsegments that Lambda itself records. */
export type LambdaPhase = 'init' | 'invocation' | 'overhead' | 'dwell' | 'attempt';

/**
 * By name and segment, as Lambda records them. Newer functions have `Init` instead of `Initialization`. `Restore` belongs to
 * SnapStart.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html#services-xray-traces
 */
const PHASES: readonly (readonly [origin: string, name: RegExp, phase: LambdaPhase])[] = [
  ['AWS::Lambda', /^Dwell Time$/, 'dwell'],
  ['AWS::Lambda', /^Attempt #\d+$/, 'attempt'],
  ['AWS::Lambda::Function', /^(Initialization|Init|Restore)$/, 'init'],
  ['AWS::Lambda::Function', /^Invocation$/, 'invocation'],
  ['AWS::Lambda::Function', /^Overhead$/, 'overhead'],
];

/** The phase of a direct subsegment of `parent`. A function's own subsegment with such a name is deeper in the tree. */
export function lambdaPhase(entity: Entity, parent: Entity | undefined): LambdaPhase | undefined {
  if (entity.isSegment || parent === undefined || entity.namespace !== undefined) return undefined;
  return PHASES.find(([origin, name]) => parent.isSegment && parent.origin === origin && name.test(entity.name))?.[2];
}

/** An explanation of each phase. */
export const PHASE_MEANINGS: Readonly<Record<LambdaPhase, string>> = {
  init: 'Cold start: Lambda starts an environment, its extensions, and the runtime, and loads the code of the function.',
  invocation: 'The handler runs.',
  overhead: 'After the answer: the runtime and the extensions finish before the environment accepts another event.',
  dwell: 'The event waits in Lambda’s queue for asynchronous invocations.',
  attempt: 'An attempt of Lambda to process the event with the function. Lambda repeats a failed attempt.',
};
