import type { Entity } from './trace-document.ts';

/** The subsegments that Lambda itself records: what it does around the function's own work. */
export type LambdaPhase = 'init' | 'invocation' | 'overhead' | 'dwell' | 'attempt';

/**
 * By the names that Lambda gives them, in the segment where it puts them. `Init` is what newer functions have instead of
 * `Initialization`, `Restore` is SnapStart's.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html#services-xray-traces
 */
const PHASES: readonly (readonly [origin: string, name: RegExp, phase: LambdaPhase])[] = [
  ['AWS::Lambda', /^Dwell Time$/, 'dwell'],
  ['AWS::Lambda', /^Attempt #\d+$/, 'attempt'],
  ['AWS::Lambda::Function', /^(Initialization|Init|Restore)$/, 'init'],
  ['AWS::Lambda::Function', /^Invocation$/, 'invocation'],
  ['AWS::Lambda::Function', /^Overhead$/, 'overhead'],
];

/** The phase that a subsegment right below `parent` tells of. A function's own subsegment of such a name lies deeper. */
export function lambdaPhase(entity: Entity, parent: Entity | undefined): LambdaPhase | undefined {
  if (entity.isSegment || parent === undefined || entity.namespace !== undefined) return undefined;
  return PHASES.find(([origin, name]) => parent.isSegment && parent.origin === origin && name.test(entity.name))?.[2];
}

/** What Lambda does in it, for people who see it for the first time. */
export const PHASE_MEANINGS: Readonly<Record<LambdaPhase, string>> = {
  init: 'Cold start: Lambda starts an environment, its extensions and the runtime, and loads the function’s code.',
  invocation: 'The handler runs.',
  overhead: 'After the answer: the runtime and extensions finish before the environment takes another event.',
  dwell: 'The event waits in Lambda’s queue for asynchronous invocations.',
  attempt: 'One try of Lambda to have the function process the event; a failed one is tried again.',
};
