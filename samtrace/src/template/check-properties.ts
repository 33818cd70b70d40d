import type { IgnoredList } from './ignored.ts';
import type { PropertySupport } from './resources/kind.ts';
import type { Resource } from './sections.ts';
import type { Mapping, Value } from './value.ts';

/** Checks every property against the lists of its type, and adds those that do nothing locally to `ignored`. */
export function checkProperties(resource: Resource, support: PropertySupport, ignored: IgnoredList): void {
  const visit = (properties: Mapping, parents: readonly string[]): void => {
    for (const [name, value] of properties.entries) {
      const path = [...parents, name];
      const verdict = judge(path, value, support);
      const property = `${resource.type} ${path.join('.')}`;
      if (verdict === 'inside' && value.kind === 'mapping') visit(value, path);
      if (verdict === 'without effect') ignored.addHarmless(resource.logicalId, property, value.line);
      if (verdict === 'unknown') {
        ignored.add(resource.logicalId, property, 'samtrace does not play this property', value.line);
      }
    }
  };
  visit(resource.properties, []);
}

function judge(
  path: readonly string[],
  value: Value,
  support: PropertySupport,
): 'acted' | 'without effect' | 'inside' | 'unknown' {
  if (support.acted.some((entry) => compare(path, entry) === 'covered')) return 'acted';
  if (support.withoutLocalEffect.some((entry) => compare(path, entry) === 'covered')) return 'without effect';
  const leadsToKnown = [...support.acted, ...support.withoutLocalEffect].some(
    (entry) => compare(path, entry) === 'above',
  );
  // A value that should be a mapping and is none is reported by the code that reads it.
  return leadsToKnown && value.kind !== 'call' ? 'inside' : 'unknown';
}

/** Whether a property's path is an entry of the list or below it, or is above it; `*` in the entry is any name. */
function compare(path: readonly string[], entry: string): 'covered' | 'above' | undefined {
  const names = entry.split('.');
  const agree = path.every((name, i) => names[i] === undefined || names[i] === '*' || names[i] === name);
  if (!agree) return undefined;
  return path.length >= names.length ? 'covered' : 'above';
}
