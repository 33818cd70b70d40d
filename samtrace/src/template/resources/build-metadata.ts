import type { BuildProperties } from '../model.ts';
import { describe, literal, type Mapping, type Value } from '../value.ts';
import type { DeclaredResource } from './declared.ts';

/** The instructions for `sam build` in a resource: `Metadata: {BuildMethod, BuildProperties}`. */
export type BuildMethod = { method: 'esbuild'; properties: BuildProperties } | { method: 'copy' };

/**
 * Without a BuildMethod, or with a Node.js runtime as one, the folder is used unchanged. So is the code of a template that
 * `sam build` has left in .aws-sam/build. CloudFormation does not evaluate intrinsic functions in Metadata.
 */
export function readBuildMethod({ metadata, properties }: DeclaredResource): BuildMethod | undefined {
  const { owner, problems } = properties;
  const named = metadata.entries.get('BuildMethod');
  const method = literal(named);
  if (named === undefined || isBuilt(metadata)) return { method: 'copy' };
  if (method !== undefined && /^nodejs\d+\.x$/.test(method)) return { method: 'copy' };
  if (method !== 'esbuild') {
    problems.add(named.line, `${owner}: samtrace does not support the BuildMethod ${method ?? describe(named)}.`);
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

/** Whether the code was built before: `sam build` leaves a SamResourceId in its template. */
export function isBuilt({ entries }: Mapping): boolean {
  return entries.has('SamResourceId') || literal(entries.get('SkipBuild')) === 'true';
}

/** Numbers are refused, as `sam build` refuses them. */
function buildProperty(value: Value): string | boolean | readonly string[] | undefined {
  if (value.kind === 'scalar' && typeof value.value !== 'number') return value.value;
  if (value.kind !== 'list') return undefined;
  const items = value.items.map(literal);
  return items.every((item) => item !== undefined) ? items : undefined;
}
