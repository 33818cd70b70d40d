import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { HARMLESS_TYPES } from '../../src/template/harmless-types.ts';
import { MANAGED_POLICIES } from '../../src/template/managed-policies.ts';
import type { PropertySupport } from '../../src/template/resources/kind.ts';
import { RESOURCE_KINDS } from '../../src/template/resources/kinds.ts';
import { EVENT_KINDS } from '../../src/template/sam/events/kinds.ts';
import { SAM_KINDS } from '../../src/template/sam/kinds.ts';
import { POLICY_TEMPLATES } from '../../src/template/sam/policy-template-table.ts';
import { problemsOf } from './read.ts';

const page = readFileSync('docs/template-support.md', 'utf8');

/** The code spans of the paragraph that follows a heading's line. */
function namesUnder(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const paragraph = section.split('\n\n').find((each) => each.trim().startsWith('`')) ?? '';
  return [...paragraph.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
}

/** A row of the table of types: paste it into the page when the lists in the code have changed. */
function row(type: string, { acted, withoutLocalEffect }: PropertySupport): string {
  const sorted = (names: readonly string[]) => [...names].sort().join(', ');
  return `| \`${type}\` | ${sorted(acted)} | ${sorted(withoutLocalEffect)} |`;
}

describe('docs/template-support.md', () => {
  it('lists the resource types and their properties that the code supports', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `AWS::'));

    expect(rows).toEqual(
      [...SAM_KINDS.values(), ...RESOURCE_KINDS.values()].map(({ type, properties }) => row(type, properties)),
    );
  });

  it.each([
    ['Events of a function', [...EVENT_KINDS.keys()]],
    ['Resource types without local effect', [...HARMLESS_TYPES]],
    ["SAM's policy templates", Object.keys(POLICY_TEMPLATES)],
    ['Managed policies', Object.keys(MANAGED_POLICIES)],
  ])('lists under "%s" the names in the code', (heading, known) => {
    expect(namesUnder(heading)).toEqual(known);
  });

  it('lists the supported and the unsupported intrinsic functions', () => {
    const isRefused = (name: string) =>
      problemsOf(`Resources: {B: {Type: AWS::S3::Bucket}}\nOutputs: {O: {Value: {${name}: B}}}`).some((problem) =>
        problem.includes(`does not support the intrinsic function ${name}`),
      );

    expect(namesUnder('Intrinsic functions').filter(isRefused)).toEqual([]);
    expect(namesUnder('Unsupported intrinsic functions').filter((name) => !isRefused(name))).toEqual([]);
  });
});
