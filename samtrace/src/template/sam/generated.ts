import type { Resource } from '../sections.ts';
import { list, mapping, scalar, type Value } from '../value.ts';

/** A resource that SAM adds for another one; `line` is the line that needs it. */
export function generated(
  logicalId: string,
  type: string,
  properties: Readonly<Record<string, Value | undefined>>,
  line: number,
): Resource {
  const empty = mapping({}, line);
  return {
    logicalId,
    type,
    line,
    properties: mapping(properties, line),
    metadata: empty,
    dependsOn: [],
  };
}

/** A policy that SAM adds to a role it makes. */
export interface AddedPolicy {
  readonly name: string;
  readonly document: Value;
}

export function texts(values: readonly string[], line: number): Value {
  return list(
    values.map((value) => scalar(value, line)),
    line,
  );
}

/** A policy document with a statement for each action and its resource. */
export function allowingEach(rights: readonly (readonly [action: string, resource: Value])[]): Value {
  const statements = rights.map(([action, resource]) => {
    const { line } = resource;
    return mapping({ Effect: scalar('Allow', line), Action: texts([action], line), Resource: resource }, line);
  });
  const line = statements[0]?.line ?? 1;
  return mapping({ Version: scalar('2012-10-17', line), Statement: list(statements, line) }, line);
}
