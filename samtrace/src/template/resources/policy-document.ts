import type { Statement } from '../../aws/iam.ts';
import type { Properties } from '../properties.ts';

const KNOWN = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

/** The statements of an IAM policy document; a `Principal` belongs to a resource's policy and is refused. */
export function readPolicyDocument(document: Properties | undefined): Statement[] {
  return (document?.nestedList('Statement') ?? []).flatMap((statement) => readStatement(statement) ?? []);
}

/** One statement; `alsoKnown` are members that others read. */
export function readStatement(statement: Properties, alsoKnown: readonly string[] = []): Statement | undefined {
  for (const name of statement.names()) {
    if (!KNOWN.has(name) && !alsoKnown.includes(name)) statement.refuse(name, 'does not belong in a policy statement.');
  }
  const effect = statement.oneOf('Effect', ['Allow', 'Deny']);
  if (!statement.has('Effect')) statement.refuse('Effect', 'is required.');
  const action = exactlyOne(statement, 'Action', 'NotAction');
  const resource = exactlyOne(statement, 'Resource', 'NotResource');
  if (effect === undefined || action === undefined || resource === undefined) return undefined;
  const sid = statement.text('Sid');
  const condition = readCondition(statement.nested('Condition'));
  return {
    ...(sid === undefined ? {} : { sid }),
    effect,
    ...(statement.has('Action') ? { action } : { notAction: action }),
    ...(statement.has('Resource') ? { resource } : { notResource: resource }),
    ...(condition === undefined ? {} : { condition }),
  };
}

function exactlyOne(statement: Properties, name: string, not: string): string[] | undefined {
  if (statement.has(name) === statement.has(not)) {
    return statement.refuse(name, `is required in a statement: either ${name} or ${not}.`);
  }
  return statement.texts(statement.has(name) ? name : not);
}

function readCondition(condition: Properties | undefined): Statement['condition'] {
  if (condition === undefined) return undefined;
  const read: Record<string, Record<string, string[]>> = {};
  for (const operator of condition.names()) {
    const keys = condition.nested(operator);
    const values: Record<string, string[]> = {};
    for (const key of keys?.names() ?? []) values[key] = keys?.texts(key) ?? [];
    read[operator] = values;
  }
  return read;
}
