import type { Problems } from './problems.ts';
import { RESOURCE_TYPES, TYPES_WITHOUT_LOCAL_EFFECT, type TypeSupport } from './resource-types.ts';
import type { Resource } from './sections.ts';
import type { Mapping, Value } from './value.ts';

/** Names what has no local effect, once each, in the order of the template. */
export class WithoutLocalEffect {
  readonly #names = new Set<string>();

  add(name: string): void {
    this.#names.add(name);
  }

  list(): string[] {
    return [...this.#names];
  }
}

/** Whether the local stack knows the resource's type; a type without local effect is noted, an unknown one refused. */
export function checkType(resource: Resource, sam: boolean, notes: WithoutLocalEffect, problems: Problems): boolean {
  const { logicalId, type, line } = resource;
  if (TYPES_WITHOUT_LOCAL_EFFECT.has(type)) {
    notes.add(type);
    return true;
  }
  if (type.startsWith('AWS::Serverless::') && !sam) {
    problems.add(line, `${logicalId}: ${type} needs the line \`Transform: AWS::Serverless-2016-10-31\`.`);
    return false;
  }
  if (!Object.hasOwn(RESOURCE_TYPES, type)) {
    problems.add(line, `${logicalId}: the local stack does not support resources of type ${type}.`);
    return false;
  }
  for (const attribute of resource.attributes) notes.add(`${type} ${attribute}`);
  return true;
}

/** Checks every property against the table of its type: refuses the unknown, notes what has no local effect. */
export function checkProperties(
  resource: { logicalId: string; type: string; properties: Mapping },
  notes: WithoutLocalEffect,
  problems: Problems,
): void {
  const support = RESOURCE_TYPES[resource.type];
  if (support === undefined) return;
  const visit = (properties: Mapping, parents: readonly string[]): void => {
    for (const [name, value] of properties.entries) {
      const path = [...parents, name];
      const verdict = judge(path, value, support);
      if (verdict === 'inside' && value.kind === 'mapping') visit(value, path);
      if (verdict === 'without effect') notes.add(`${resource.type} ${path.join('.')}`);
      if (verdict !== 'refused') continue;
      problems.add(
        value.line,
        `${resource.logicalId}: the local stack does not support the property ${path.join('.')} of ${resource.type}.`,
      );
    }
  };
  visit(resource.properties, []);
}

function judge(
  path: readonly string[],
  value: Value,
  support: TypeSupport,
): 'acted' | 'without effect' | 'inside' | 'refused' {
  if (support.acted.some((entry) => stands(path, entry) === 'covered')) return 'acted';
  if (support.withoutLocalEffect.some((entry) => stands(path, entry) === 'covered')) return 'without effect';
  const known = [...support.acted, ...support.withoutLocalEffect].some((entry) => stands(path, entry) === 'on the way');
  // What is no mapping here is refused by whoever reads it, in words of its own.
  return known && value.kind !== 'call' ? 'inside' : 'refused';
}

/** Whether a property's path is an entry of the table or below it, or leads to it; `*` in the entry is any name. */
function stands(path: readonly string[], entry: string): 'covered' | 'on the way' | undefined {
  const names = entry.split('.');
  const agree = path.every((name, i) => names[i] === undefined || names[i] === '*' || names[i] === name);
  if (!agree) return undefined;
  return path.length >= names.length ? 'covered' : 'on the way';
}
