import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MANAGED_POLICIES } from '../../src/template/managed-policies.ts';
import { RESOURCE_TYPES, TYPES_WITHOUT_LOCAL_EFFECT } from '../../src/template/resource-types.ts';
import { POLICY_TEMPLATES } from '../../src/template/sam/policy-templates.ts';
import { problemsOf } from './read.ts';

const page = readFileSync('docs/template-support.md', 'utf8');

/** The code spans of the paragraph that follows a heading's line. */
function namesUnder(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const paragraph = section.split('\n\n').find((each) => each.trim().startsWith('`')) ?? '';
  return [...paragraph.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
}

/** A table row as the page has it; what to paste there when a table in the code has changed. */
function row(
  type: string,
  { acted, withoutLocalEffect }: { acted: readonly string[]; withoutLocalEffect: readonly string[] },
): string {
  const sorted = (names: readonly string[]) => [...names].sort().join(', ');
  return `| \`${type}\` | ${sorted(acted)} | ${sorted(withoutLocalEffect)} |`;
}

describe('docs/template-support.md', () => {
  it('has the resource types and their properties as the code has them', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `AWS::'));

    expect(rows).toEqual(Object.entries(RESOURCE_TYPES).map(([type, support]) => row(type, support)));
  });

  it.each([
    ['Resource types without local effect', [...TYPES_WITHOUT_LOCAL_EFFECT]],
    ["SAM's policy templates", Object.keys(POLICY_TEMPLATES)],
    ['Managed policies', Object.keys(MANAGED_POLICIES)],
  ])('names under "%s" what the code knows', (heading, known) => {
    expect(namesUnder(heading)).toEqual(known);
  });

  it('names the intrinsic functions that are carried out, and those that are refused', () => {
    const isRefused = (name: string) =>
      problemsOf(`Resources: {B: {Type: AWS::S3::Bucket}}\nOutputs: {O: {Value: {${name}: B}}}`).some((problem) =>
        problem.includes(`does not support the intrinsic function ${name}`),
      );

    expect(namesUnder('Intrinsic functions').filter(isRefused)).toEqual([]);
    expect(namesUnder('Refused intrinsic functions').filter((name) => !isRefused(name))).toEqual([]);
  });
});
