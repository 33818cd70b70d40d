import type { Policy, Statement } from '../../aws/iam.ts';
import { matchesWildcards } from '../../aws/wildcards.ts';
import { judge } from './conditions.ts';
import { fill, matches, widest } from './pattern.ts';
import type { RequestContext } from './request-context.ts';

export interface Request {
  /** `service:Operation`; its case does not matter, as with AWS. */
  readonly action: string;
  /** One ARN, or `*` for an action without resource types. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** A statement that decided, and its policy. */
export interface Match {
  readonly policy: Policy;
  readonly statement: Statement;
}

export interface Decision {
  readonly outcome: 'allowed' | 'implicit deny' | 'explicit deny';
  /** It is denied by the permissions boundary alone. */
  readonly outsideBoundary?: true;
  /** The statements that allow or deny the request. */
  readonly by: readonly Match[];
  /** Statements that match the request, with a Condition or a variable that cannot be evaluated. */
  readonly unjudged: readonly Match[];
}

/** Whether patterns match a string. `unknown`: it depends on an unknown variable. */
type Inclusion = 'in' | 'out' | 'unknown';

/**
 * Evaluates a request in AWS's order: a deny in any policy overrides. Then the role's policies must allow it; then the permissions
 * boundary, where the role has one, must allow it as well.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * A statement that cannot be evaluated denies nothing: an allow counts, a deny does not, and both are reported.
 */
export function evaluate(policies: readonly Policy[], request: Request, boundary?: readonly Policy[]): Decision {
  const own = statementsOn(policies, request);
  const limit = boundary === undefined ? undefined : statementsOn(boundary, request);
  const unjudged = [...own.unjudged, ...(limit?.unjudged ?? [])];
  if (own.denies.length > 0) return { outcome: 'explicit deny', by: own.denies, unjudged };
  if (limit !== undefined && limit.denies.length > 0) {
    return { outcome: 'explicit deny', outsideBoundary: true, by: limit.denies, unjudged };
  }
  if (own.allows.length === 0) return { outcome: 'implicit deny', by: [], unjudged };
  if (limit?.allows.length === 0) return { outcome: 'implicit deny', outsideBoundary: true, by: [], unjudged };
  return { outcome: 'allowed', by: own.allows, unjudged };
}

function statementsOn(
  policies: readonly Policy[],
  request: Request,
): { denies: Match[]; allows: Match[]; unjudged: Match[] } {
  const denies: Match[] = [];
  const allows: Match[] = [];
  const unjudged: Match[] = [];
  for (const policy of policies) {
    for (const statement of policy.statements) {
      const inclusion = covers(statement, request);
      const condition = judge(statement.condition, request.context);
      if (inclusion === 'out' || condition === 'unmet') continue;
      const match = { policy, statement };
      const isJudged = inclusion === 'in' && condition === 'met';
      if (!isJudged) unjudged.push(match);
      if (statement.effect === 'Allow') allows.push(match);
      else if (isJudged) denies.push(match);
    }
  }
  return { denies, allows, unjudged };
}

/** Whether the statement's Action (or NotAction) and Resource (or NotResource) match the request. */
function covers(statement: Statement, { action, resource, context }: Request): Inclusion {
  const { notAction, notResource } = statement;
  const inAction = notAction ? !actionIn(notAction, action) : actionIn(statement.action ?? [], action);
  if (!inAction) return 'out';
  if (notResource === undefined) return resourceIn(statement.resource ?? [], resource, context);
  const excluded = resourceIn(notResource, resource, context);
  if (excluded === 'unknown') return 'unknown';
  return excluded === 'in' ? 'out' : 'in';
}

export function actionIn(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matchesWildcards(pattern.toLowerCase(), action.toLowerCase()));
}

/** A pattern whose variable has no value matches nothing. */
function resourceIn(patterns: readonly string[], resource: string, context: RequestContext): Inclusion {
  let inclusion: Inclusion = 'out';
  for (const pattern of patterns) {
    const filled = fill(pattern, context);
    if (filled === 'unknown') {
      if (matches(widest(pattern, context), resource)) inclusion = 'unknown';
    } else if (filled !== 'absent' && matches(filled, resource)) return 'in';
  }
  return inclusion;
}
