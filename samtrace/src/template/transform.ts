import { withApiDocument } from './api-document.ts';
import { checkProperties } from './check-properties.ts';
import { decideEntries } from './decide.ts';
import { HARMLESS_TYPES } from './harmless-types.ts';
import { IgnoredList } from './ignored.ts';
import { ParameterScope, type Surroundings } from './parameter-scope.ts';
import { Problems } from './problems.ts';
import type { Resources } from './resource-scope.ts';
import { RESOURCE_KINDS } from './resources/kinds.ts';
import { checkGlobals, globalsOf, mergeGlobals } from './sam/globals.ts';
import type { SamContext, SamKind } from './sam/kind.ts';
import { SAM_KINDS } from './sam/kinds.ts';
import { checkResourceCount, type Resource, type Sections } from './sections.ts';

/**
 * The resources after the conditions and SAM's transform, with types of CloudFormation only. Ignored resources are
 * included, because others may refer to them.
 */
export function transform(sections: Sections, surroundings: Surroundings, ignored: IgnoredList): Resources {
  const { problems } = surroundings;
  const scope = new ParameterScope(surroundings);
  checkGlobals(sections.globals, SAM_KINDS.values(), problems);
  const all = new Map<string, Resource>();
  const ignoredIds = new Set<string>();
  const refused = new Set<string>();
  const implicit = new Map<string, Resource>();
  for (const resource of sections.resources) {
    const { condition, line, logicalId } = resource;
    const isThere = condition === undefined || problems.attempt(() => scope.condition(condition, line));
    if (isThere === false) continue;
    if (isThere === undefined) {
      refused.add(logicalId);
      continue;
    }
    const outcome = transformOne(resource, sections, surroundings, ignored);
    for (const made of outcome.resources) {
      if (SAM_KINDS.has(made.type)) implicit.set(made.logicalId, made);
      else merge(all, made, made.logicalId === logicalId);
    }
    if (outcome.isIgnored) ignoredIds.add(logicalId);
  }
  // SAM's implicit APIs have the properties that Globals has for their type, as if the template declared them.
  for (const resource of implicit.values()) {
    for (const made of transformOne(resource, sections, surroundings, ignored).resources) merge(all, made, false);
  }
  checkResourceCount(all.size, 1, problems);
  for (const { logicalId, type } of all.values()) if (!RESOURCE_KINDS.has(type)) ignoredIds.add(logicalId);
  return { all, ignored: ignoredIds, refused, kinds: RESOURCE_KINDS };
}

/** Transforms one resource, and adds it or its parts to `ignored` where samtrace does not support them. */
function transformOne(
  resource: Resource,
  sections: Sections,
  surroundings: Surroundings,
  ignored: IgnoredList,
): { resources: Resource[]; isIgnored: boolean } {
  const { logicalId, type, line } = resource;
  const scope = new ParameterScope(surroundings);
  const declared = new Map(sections.resources.map((each) => [each.logicalId, each]));
  const samKind = SAM_KINDS.get(type);
  const kind = samKind ?? RESOURCE_KINDS.get(type);
  if (kind === undefined) {
    if (HARMLESS_TYPES.has(type)) ignored.addHarmless(logicalId, type, line);
    else ignored.add(logicalId, type, 'samtrace does not support this resource type', line);
    return { resources: [resource], isIgnored: true };
  }
  const given = samKind === undefined ? resource.properties : withGlobals(resource, samKind, sections, surroundings);
  const { directory, problems } = surroundings;
  const withDecisions = { ...resource, properties: decideEntries(given, scope) };
  const decided = withApiDocument(withDecisions, directory, ignored, problems);
  const reason = kind.unplayable?.(decided, scope);
  if (reason === undefined) {
    const checked = checkProperties(decided, kind.properties, ignored);
    return { resources: samKind?.transform(checked, { scope, ignored, declared }) ?? [checked], isIgnored: false };
  }
  ignored.add(logicalId, type, reason, line);
  return {
    resources: samKind === undefined ? [decided] : transformQuietly(decided, samKind, surroundings, declared),
    isIgnored: true,
  };
}

/** The other resources of an ignored one exist all the same. Nothing in it is worth a word or a problem. */
function transformQuietly(
  resource: Resource,
  kind: SamKind,
  surroundings: Surroundings,
  declared: SamContext['declared'],
): Resource[] {
  const scope = new ParameterScope({ ...surroundings, problems: new Problems('') });
  return kind.transform(resource, { scope, ignored: new IgnoredList(), declared });
}

function withGlobals(resource: Resource, kind: SamKind, { globals }: Sections, { problems }: Surroundings) {
  return mergeGlobals(globalsOf(kind, globals, problems), resource.properties);
}

/** Two resources of one logical ID and type are one with the properties of both, at the line of the one that is declared. */
function merge(all: Map<string, Resource>, made: Resource, isDeclared: boolean): void {
  const known = all.get(made.logicalId);
  const isSame = known !== undefined && known.type === made.type;
  const merged = isSame
    ? {
        ...known,
        ...(made.makes && { makes: made.makes }),
        ...(isDeclared && { line: made.line }),
        properties: mergeGlobals(known.properties, made.properties),
        dependsOn: [...new Set([...known.dependsOn, ...made.dependsOn])],
      }
    : made;
  all.set(made.logicalId, merged);
}
