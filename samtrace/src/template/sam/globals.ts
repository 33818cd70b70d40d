import type { Problems } from '../problems.ts';
import { asMapping } from '../sections.ts';
import { list, type Mapping, type Value } from '../value.ts';
import type { SamKind } from './kind.ts';

/** Sections of Globals for types that samtrace does not support: their resources are ignored, so these are, too. */
const OTHER_SECTIONS = new Set(['CapacityProvider', 'SimpleTable', 'StateMachine', 'WebSocketApi']);

/** The properties that Globals has for a type. */
export function globalsOf({ globals }: SamKind, section: Mapping, problems: Problems): Mapping {
  const name = globals?.name ?? '';
  return asMapping(section.entries.get(name), `Globals ${name}`, problems);
}

/** Reports sections and properties that SAM does not accept in Globals. */
export function checkGlobals(section: Mapping, kinds: Iterable<SamKind>, problems: Problems): void {
  const known = new Map([...kinds].flatMap(({ globals }) => (globals === undefined ? [] : [[globals.name, globals]])));
  for (const [name, value] of section.entries) {
    const globals = known.get(name);
    if (globals === undefined && !OTHER_SECTIONS.has(name)) {
      problems.add(value.line, `'Globals' section is invalid. '${name}' is not supported.`);
    }
    for (const [property, { line }] of globals === undefined ? [] : asMapping(value, name, problems).entries) {
      if (!globals?.excluded.has(property)) continue;
      problems.add(line, `'Globals' section is invalid. '${property}' is not a supported property of '${name}'.`);
    }
  }
}

/**
 * A resource's properties over the global ones, as SAM merges them: mappings key by key, lists one after the other, and
 * everything else replaced. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
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
