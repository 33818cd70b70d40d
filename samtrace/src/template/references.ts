import { Problem, type Problems } from './problems.ts';
import { describeRef, getAttArguments } from './resolve.ts';
import type { Scope } from './scope.ts';
import type { Resource } from './sections.ts';
import { mentions } from './substitute.ts';
import type { Value } from './value.ts';

/**
 * Refuses resources that wait for one another, as CloudFormation does, and names in DependsOn that do not exist.
 * `declared` also holds the resources whose condition is false: a dependency on them is not an error. Answers false when some
 * go in circles.
 */
export function checkDependencies(
  resources: ReadonlyMap<string, Resource>,
  declared: ReadonlySet<string>,
  scope: Scope,
): boolean {
  const { problems } = scope;
  const dependencies = new Map<string, Set<string>>();
  for (const resource of resources.values()) {
    for (const name of resource.dependsOn) {
      if (declared.has(name)) continue;
      problems.add(resource.line, `Template format error: Unresolved resource dependencies [${name}].`);
    }
    const named = [...referencesIn(resource.properties, scope), ...resource.dependsOn];
    dependencies.set(resource.logicalId, new Set(named.filter((name) => resources.has(name))));
  }
  return !reportCycle(dependencies, resources, problems);
}

/** Peels off what depends on nothing and what nothing depends on; what is left goes in circles. */
function reportCycle(
  dependencies: Map<string, Set<string>>,
  resources: ReadonlyMap<string, Resource>,
  problems: Problems,
): boolean {
  for (;;) {
    const needed = new Set([...dependencies.values()].flatMap((names) => [...names]));
    const free = [...dependencies].filter(([name, names]) => names.size === 0 || !needed.has(name));
    if (free.length === 0) break;
    for (const [name] of free) dependencies.delete(name);
    for (const names of dependencies.values()) for (const [name] of free) names.delete(name);
  }
  const circle = [...dependencies.keys()];
  const [first] = circle;
  if (first === undefined) return false;
  problems.add(resources.get(first)?.line ?? 1, `Circular dependency between resources: [${circle.join(', ')}].`);
  return true;
}

/** The names that a value refers to. A malformed call is reported where it is resolved. */
function* referencesIn(value: Value, scope: Scope): Generator<string> {
  if (value.kind === 'list') for (const item of value.items) yield* referencesIn(item, scope);
  if (value.kind === 'mapping') for (const entry of value.entries.values()) yield* referencesIn(entry, scope);
  if (value.kind !== 'call') return;
  try {
    if (value.name === 'Ref') yield describeRef(value);
    else if (value.name === 'Fn::GetAtt') yield getAttArguments(value.argument, scope)[0];
    else if (value.name === 'Fn::Sub') {
      const { names, values } = mentions(value.argument);
      yield* names;
      for (const inner of values) yield* referencesIn(inner, scope);
    } else yield* referencesIn(value.argument, scope);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
