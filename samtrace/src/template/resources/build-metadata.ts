import type { BuildProperties } from '../model.ts';
import { describe, literal, type Value } from '../value.ts';
import type { DeclaredResource } from './declared.ts';

/** How `sam build` is told to build a function: `Metadata: {BuildMethod, BuildProperties}`. */
export type BuildMethod = { method: 'esbuild'; properties: BuildProperties } | { method: 'copy' };

/**
 * Without a BuildMethod, or with a Node runtime as one, the code is used as it lies there; so is that of the template that
 * `sam build` leaves in .aws-sam/build, which is built already and marked by a SamResourceId. Metadata is no business of
 * CloudFormation's, so intrinsic functions mean nothing in it.
 */
export function readBuildMethod({ metadata, properties }: DeclaredResource): BuildMethod | undefined {
  const { owner, problems } = properties;
  const named = metadata.entries.get('BuildMethod');
  const method = literal(named);
  const isBuilt = metadata.entries.has('SamResourceId') || literal(metadata.entries.get('SkipBuild')) === 'true';
  if (named === undefined || isBuilt) return { method: 'copy' };
  if (method !== undefined && /^nodejs\d+\.x$/.test(method)) return { method: 'copy' };
  if (method !== 'esbuild') {
    problems.add(
      named.line,
      `${owner}: the local stack does not support the BuildMethod ${method ?? describe(named)}.`,
    );
    return undefined;
  }
  const given = metadata.entries.get('BuildProperties');
  if (given !== undefined && given.kind !== 'mapping') {
    problems.add(given.line, `${owner}: BuildProperties must be a mapping, not ${describe(given)}.`);
    return undefined;
  }
  const buildProperties: Record<string, string | boolean | readonly string[]> = {};
  for (const [name, value] of given?.entries ?? []) {
    const read = buildProperty(value);
    if (read === undefined) {
      problems.add(value.line, `${owner}: BuildProperties.${name} must be a string, a boolean or a list of strings.`);
    } else buildProperties[name] = read;
  }
  return { method: 'esbuild', properties: buildProperties };
}

/** Numbers are refused, as `sam build` refuses them. */
function buildProperty(value: Value): string | boolean | readonly string[] | undefined {
  if (value.kind === 'scalar' && typeof value.value !== 'number') return value.value;
  if (value.kind !== 'list') return undefined;
  const items = value.items.map(literal);
  return items.every((item) => item !== undefined) ? items : undefined;
}
