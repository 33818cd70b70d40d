import type { Problems } from '../problems.ts';
import { asMapping } from '../sections.ts';
import type { WithoutLocalEffect } from '../support.ts';
import { list, type Mapping, type Value } from '../value.ts';

/** SAM has no global value for these. */
const NOT_GLOBAL = new Set(['Events', 'FunctionName', 'InlineCode', 'PackageType', 'Policies', 'Role']);
/** Sections of Globals for types that the local stack refuses wherever they are used. */
const OTHER_SECTIONS = new Set([
  'Api',
  'CapacityProvider',
  'HttpApi',
  'LayerVersion',
  'SimpleTable',
  'StateMachine',
  'WebSocketApi',
]);

/** `Globals.Function`, with what SAM does not take there refused. */
export function functionGlobals(globals: Mapping, notes: WithoutLocalEffect, problems: Problems): Mapping {
  for (const [name, value] of globals.entries) {
    if (OTHER_SECTIONS.has(name)) notes.add(`Globals ${name}`);
    else if (name !== 'Function') problems.add(value.line, `'Globals' section is invalid. '${name}' is not supported.`);
  }
  const section = asMapping(globals.entries.get('Function'), 'Globals Function', problems);
  for (const [name, value] of section.entries) {
    if (!NOT_GLOBAL.has(name)) continue;
    problems.add(value.line, `'Globals' section is invalid. '${name}' is not a supported property of 'Function'.`);
  }
  return section;
}

/**
 * A function's properties over the global ones, as SAM merges them: mappings key by key, lists one after the other, all
 * else replaced. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export function mergeGlobals(globals: Mapping, properties: Mapping): Mapping {
  return mergeMappings(globals, properties, (name, above, below) =>
    name === 'Architectures' ? below : merge(above, below),
  );
}

function merge(above: Value, below: Value): Value {
  if (above.kind === 'mapping' && below.kind === 'mapping') {
    return mergeMappings(above, below, (_, upper, lower) => merge(upper, lower));
  }
  if (above.kind === 'list' && below.kind === 'list') return list([...above.items, ...below.items], below.line);
  return below;
}

function mergeMappings(
  above: Mapping,
  below: Mapping,
  mergeEntry: (name: string, above: Value, below: Value) => Value,
): Mapping {
  const entries = new Map(above.entries);
  for (const [name, value] of below.entries) {
    const inherited = entries.get(name);
    entries.set(name, inherited === undefined ? value : mergeEntry(name, inherited, value));
  }
  return { ...below, entries };
}
