import type { Policy, Statement } from '../../aws/iam.ts';
import { matchesWildcards } from '../../aws/wildcards.ts';
import { type ConditionContext, hasVariable, judge } from './conditions.ts';

export interface Request {
  /** `service:Operation`; its case does not matter, as with AWS. */
  readonly action: string;
  /** One ARN, or `*` for an action without resource types. */
  readonly resource: string;
  readonly context: ConditionContext;
}

/** A statement that had a say, with the policy it stands in. */
export interface Match {
  readonly policy: Policy;
  readonly statement: Statement;
}

export interface Decision {
  readonly outcome: 'allowed' | 'implicit deny' | 'explicit deny';
  /** The statements that allow or deny the request. */
  readonly by: readonly Match[];
  /** Statements that cover the request under a Condition that cannot be judged here. */
  readonly unjudged: readonly Match[];
}

/**
 * What a role's policies say to a request: any deny wins, else any allow, else it is denied for want of one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * A statement that cannot be judged refuses nothing: an allow counts and a deny does not, and both are named.
 */
export function evaluate(policies: readonly Policy[], request: Request): Decision {
  const denies: Match[] = [];
  const allows: Match[] = [];
  const unjudged: Match[] = [];
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (!covers(statement, request)) continue;
      const match = { policy, statement };
      const judgement = isUnclear(statement) ? 'unknown' : judge(statement.condition, request.context);
      if (judgement === 'unmet') continue;
      if (judgement === 'unknown') unjudged.push(match);
      if (statement.effect === 'Allow') allows.push(match);
      else if (judgement === 'met') denies.push(match);
    }
  }
  if (denies.length > 0) return { outcome: 'explicit deny', by: denies, unjudged };
  return { outcome: allows.length > 0 ? 'allowed' : 'implicit deny', by: allows, unjudged };
}

/** Whether the statement's Action (or NotAction) and Resource (or NotResource) take in the request. */
function covers(statement: Statement, { action, resource }: Request): boolean {
  const { notAction, notResource } = statement;
  const inAction = notAction ? !actionIn(notAction, action) : actionIn(statement.action ?? [], action);
  const inResource = notResource ? !resourceIn(notResource, resource) : resourceIn(statement.resource ?? [], resource);
  return inAction && inResource;
}

export function actionIn(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matchesWildcards(pattern.toLowerCase(), action.toLowerCase()));
}

/** A policy variable may stand for anything, so a pattern with one takes in all that the rest of it allows. */
function resourceIn(patterns: readonly string[], resource: string): boolean {
  return patterns.some((pattern) => matchesWildcards(pattern.replace(/\$\{[^*?$}][^}]*\}/g, '*'), resource));
}

function isUnclear(statement: Statement): boolean {
  return [...(statement.resource ?? []), ...(statement.notResource ?? [])].some(hasVariable);
}
