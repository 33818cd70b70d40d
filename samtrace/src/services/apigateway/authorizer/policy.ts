import { isJsonObject } from '../../../aws/json.ts';
import { matchesWildcards } from '../../../aws/wildcards.ts';

/**
 * The decision of a Lambda authorizer's policy for a method: an explicit deny overrides, and the default is a denial.
 * Conditions are not evaluated: a statement with a condition counts only if it denies.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-output.html
 */
export function judgePolicy(document: unknown, methodArn: string): 'allow' | 'deny' | 'silent' | 'malformed' {
  if (!isJsonObject(document)) return 'malformed';
  const statements = listOf(document.Statement);
  if (statements.length === 0 || !statements.every(isJsonObject)) return 'malformed';
  const applying = statements.filter((statement) => applies(statement, methodArn));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'deny';
  return applying.some(({ Effect, Condition }) => Effect === 'Allow' && Condition === undefined) ? 'allow' : 'silent';
}

function applies(statement: Record<string, unknown>, methodArn: string): boolean {
  const actions = listOf(statement.Action).map((action) => String(action).toLowerCase());
  const resources = listOf(statement.Resource).map(String);
  return (
    actions.some((action) => matchesWildcards(action, 'execute-api:invoke')) &&
    resources.some((resource) => matchesWildcards(resource, methodArn))
  );
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
