import type { IgnoredList } from './ignored.ts';
import type { PropertySupport } from './resources/kind.ts';
import type { Resource } from './sections.ts';
import { type Mapping, mapping, type Value } from './value.ts';

/**
 * Checks every property against the lists of its type, and adds those that do nothing locally to `ignored`. Gives the
 * resource without them, so that nothing in them can stop the template.
 */
export function checkProperties(resource: Resource, support: PropertySupport, ignored: IgnoredList): Resource {
  const supportedOf = (properties: Mapping, parents: readonly string[]): Mapping => {
    const entries = [...properties.entries].flatMap(([name, value]): [string, Value][] => {
      const path = [...parents, name];
      const verdict = judge(path, value, support);
      const property = `${resource.type} ${path.join('.')}`;
      if (verdict === 'acted') return [[name, value]];
      if (verdict === 'inside') return [[name, value.kind === 'mapping' ? supportedOf(value, path) : value]];
      if (verdict === 'without effect') ignored.addHarmless(resource.logicalId, property, value.line);
      else ignored.add(resource.logicalId, property, 'samtrace does not support this property', value.line);
      return [];
    });
    return mapping(entries, properties.line);
  };
  return { ...resource, properties: supportedOf(resource.properties, []) };
}

function judge(
  path: readonly string[],
  value: Value,
  support: PropertySupport,
): 'acted' | 'without effect' | 'inside' | 'unknown' {
  const isAbove = (entry: string): boolean => compare(path, entry) === 'above' && value.kind !== 'call';
  const covers = (entry: string): boolean => compare(path, entry) === 'covered';
  if (support.acted.some(covers)) return 'acted';
  // A supported part counts for more than the whole that has no effect. A value that should be a mapping and is none is
  // reported by the code that reads it.
  if (support.acted.some(isAbove)) return 'inside';
  if (support.withoutLocalEffect.some(covers)) return 'without effect';
  return support.withoutLocalEffect.some(isAbove) ? 'inside' : 'unknown';
}

/** Whether the path of a property is an entry of the list, below one, or above one. `*` in the entry is any name. */
function compare(path: readonly string[], entry: string): 'covered' | 'above' | undefined {
  const names = entry.split('.');
  const agree = path.every((name, i) => names[i] === undefined || names[i] === '*' || names[i] === name);
  if (!agree) return undefined;
  return path.length >= names.length ? 'covered' : 'above';
}
