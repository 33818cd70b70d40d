import type { ResourcePolicy, ResourceStatement } from '../../aws/iam.ts';

/** Reads the JSON text of a resource's policy. An unreadable policy allows nothing. */
export function readResourcePolicy(resourceArn: string, text: string): ResourcePolicy {
  const statements = listOf(statementsIn(text)).flatMap((statement) =>
    isObject(statement) ? [readStatement(statement)] : [],
  );
  return { resourceArn, name: `the policy of ${resourceArn}`, statements };
}

function statementsIn(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    return isObject(document) ? document.Statement : [];
  } catch {
    return [];
  }
}

function readStatement(statement: Record<string, unknown>): ResourceStatement {
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Condition, Principal } = statement;
  return {
    ...(typeof Sid === 'string' && { sid: Sid }),
    effect: Effect === 'Allow' ? 'Allow' : 'Deny',
    ...(NotAction === undefined ? { action: textsOf(Action) } : { notAction: textsOf(NotAction) }),
    ...(NotResource === undefined ? { resource: textsOf(Resource) } : { notResource: textsOf(NotResource) }),
    ...(isObject(Condition) && { condition: readCondition(Condition) }),
    principals: isObject(Principal) ? Object.values(Principal).flatMap(textsOf) : textsOf(Principal),
  };
}

function readCondition(condition: Record<string, unknown>): NonNullable<ResourceStatement['condition']> {
  const entries = Object.entries(condition).map(([operator, keys]) => {
    const values = isObject(keys) ? Object.entries(keys).map(([key, value]) => [key, textsOf(value)] as const) : [];
    return [operator, Object.fromEntries(values)] as const;
  });
  return Object.fromEntries(entries);
}

function textsOf(value: unknown): string[] {
  return listOf(value).map(String);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
