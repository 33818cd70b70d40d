import type { StackDescription } from './model.ts';
import type { Parameters } from './parameters.ts';
import type { Declared } from './resources/declared.ts';
import type { Sections } from './sections.ts';
import { literal, type Mapping, type Plain } from './value.ts';

/** CloudFormation shows this instead of the value of a NoEcho parameter. */
const MASKED = '****';

export function describeStack(
  name: string,
  sections: Sections,
  { values }: Parameters,
  declared: Declared,
): StackDescription {
  const parameters: Record<string, string> = {};
  for (const [parameter, value] of values) {
    const isSecret = fieldOf(sections.parameters, parameter, 'NoEcho') === 'true';
    const text = isSecret ? MASKED : textOf(value);
    if (text !== undefined) parameters[parameter] = text;
  }
  const outputDescriptions: Record<string, string> = {};
  for (const output of sections.outputs.entries.keys()) {
    const description = fieldOf(sections.outputs, output, 'Description');
    if (description !== undefined) outputDescriptions[output] = description;
  }
  return {
    name,
    ...(sections.description !== undefined && { description: sections.description }),
    parameters,
    resources: declared
      .all()
      .map(({ logicalId, type, ref }) => ({ logicalId, type, physicalId: ref }))
      .sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1)),
    outputDescriptions,
  };
}

function fieldOf(section: Mapping, name: string, field: string): string | undefined {
  const entry = section.entries.get(name);
  return entry?.kind === 'mapping' ? literal(entry.entries.get(field)) : undefined;
}

/** The items of a list are separated by commas, as in the request that set them. */
function textOf(value: Plain): string | undefined {
  return value.kind === 'list' ? value.items.map(literal).join(',') : literal(value);
}
