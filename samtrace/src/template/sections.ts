import type { IgnoredList } from './ignored.ts';
import type { Problems } from './problems.ts';
import { describe, literal, type Mapping, mapping, type Value } from './value.ts';

/** One resource as the template writes it, nothing resolved yet. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly line: number;
  readonly properties: Mapping;
  readonly metadata: Mapping;
  readonly condition?: string;
  readonly dependsOn: readonly string[];
  /** SAM names some of the resources that it makes through their maker: `Api.Stage`. By the second word, their logical IDs. */
  readonly makes?: ReadonlyMap<string, string>;
}

export interface Sections {
  readonly description?: string;
  readonly parameters: Mapping;
  readonly mappings: Mapping;
  readonly conditions: Mapping;
  readonly globals: Mapping;
  readonly resources: readonly Resource[];
  readonly outputs: Mapping;
  /** Whether the template has SAM's transform. Without it, AWS rejects AWS::Serverless types. */
  readonly sam: boolean;
}

const KNOWN_SECTIONS = new Set(
  'AWSTemplateFormatVersion Conditions Description Globals Mappings Metadata Outputs Parameters Resources Transform'.split(
    ' ',
  ),
);
const KNOWN_ATTRIBUTES = new Set(['Type', 'Properties', 'Metadata', 'Condition', 'DependsOn']);
/** CloudFormation ignores the last two: AWS's own templates have descriptions of resources. */
const HARMLESS_ATTRIBUTES = new Set(['DeletionPolicy', 'UpdateReplacePolicy', 'Description', 'Comment']);
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;
export const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31';

/** The sections of a template, each a mapping. Unknown sections are ignored. Malformed resources are problems. */
export function readSections(root: Mapping, ignored: IgnoredList, problems: Problems): Sections {
  for (const [name, value] of root.entries) {
    if (!KNOWN_SECTIONS.has(name))
      ignored.add('Template', `section ${name}`, 'samtrace does not support it', value.line);
  }
  const section = (name: string): Mapping => asMapping(root.entries.get(name), name, problems);
  if (!root.entries.has('Resources')) {
    problems.add(1, 'Template format error: At least one Resources member must be defined.');
  }
  const description = literal(root.entries.get('Description'));
  return {
    ...(description !== undefined && { description }),
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    globals: section('Globals'),
    resources: readResources(section('Resources'), ignored, problems),
    outputs: section('Outputs'),
    sam: readTransforms(root.entries.get('Transform'), ignored),
  };
}

/** `value` as a mapping, and an empty one when it is absent, unreadable or, with a problem, when it is something else. */
export function asMapping(value: Value | undefined, name: string, problems: Problems): Mapping {
  if (value?.kind === 'mapping') return value;
  if (value !== undefined && value.kind !== 'unreadable')
    problems.add(value.line, `${name} must be a mapping, not ${describe(value)}.`);
  return mapping({}, value?.line ?? 1);
}

function readTransforms(value: Value | undefined, ignored: IgnoredList): boolean {
  const names = value === undefined ? [] : value.kind === 'list' ? value.items : [value];
  let sam = false;
  for (const name of names) {
    if (name.kind === 'scalar' && name.value === SAM_TRANSFORM) sam = true;
    else ignored.add('Template', `transform ${describe(name)}`, 'samtrace does not support it', name.line);
  }
  return sam;
}

/** Also counts what SAM adds. The words are CloudFormation's. */
export function checkResourceCount(count: number, line: number, problems: Problems): boolean {
  if (count <= MAX_RESOURCES) return true;
  problems.add(
    line,
    `Template format error: Number of resources, ${count}, is greater than maximum allowed, ${MAX_RESOURCES}`,
  );
  return false;
}

function readResources(section: Mapping, ignored: IgnoredList, problems: Problems): Resource[] {
  const resources: Resource[] = [];
  if (!checkResourceCount(section.entries.size, section.line, problems)) return [];
  for (const [logicalId, value] of section.entries) {
    const resource = readResource(logicalId, value, ignored, problems);
    if (resource !== undefined) resources.push(resource);
  }
  return resources;
}

function readResource(logicalId: string, value: Value, ignored: IgnoredList, problems: Problems): Resource | undefined {
  if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId)) {
    problems.add(value.line, `Template format error: Resource name ${logicalId} is non alphanumeric.`);
  }
  const body = asMapping(value, logicalId, problems);
  const text = (name: string): string | undefined => {
    const attribute = body.entries.get(name);
    if (attribute === undefined) return undefined;
    if (attribute.kind === 'scalar') return String(attribute.value);
    problems.add(attribute.line, `${logicalId}: ${name} must be a string.`);
    return undefined;
  };
  const type = text('Type');
  if (type === undefined) {
    if (!body.entries.has('Type')) problems.add(value.line, `${logicalId}: every resource has a Type.`);
    return undefined;
  }
  const condition = text('Condition');
  ignoreAttributes(logicalId, type, body, ignored);
  return {
    logicalId,
    type,
    line: value.line,
    properties: asMapping(body.entries.get('Properties'), `${logicalId} Properties`, problems),
    metadata: asMapping(body.entries.get('Metadata'), `${logicalId} Metadata`, problems),
    ...(condition === undefined ? {} : { condition }),
    dependsOn: readDependsOn(body.entries.get('DependsOn'), logicalId, problems),
  };
}

function readDependsOn(value: Value | undefined, logicalId: string, problems: Problems): string[] {
  const items = value === undefined ? [] : value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => {
    if (item.kind === 'scalar') return [String(item.value)];
    problems.add(item.line, `${logicalId}: DependsOn names resources, it cannot hold ${describe(item)}.`);
    return [];
  });
}

function ignoreAttributes(logicalId: string, type: string, body: Mapping, ignored: IgnoredList): void {
  for (const [name, value] of body.entries) {
    if (KNOWN_ATTRIBUTES.has(name)) continue;
    if (HARMLESS_ATTRIBUTES.has(name)) ignored.addHarmless(logicalId, `${type} ${name}`, value.line);
    else ignored.add(logicalId, `${type} ${name}`, 'samtrace does not support this attribute', value.line);
  }
}
