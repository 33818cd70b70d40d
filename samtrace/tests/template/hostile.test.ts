import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { propertyRuns } from '../support/property-runs.ts';
import { problemsOf } from './read.ts';

const TEMPLATES = [
  'tests/support/orders/template.yml',
  'examples/function-inline.yml',
  'tests/template/golden/functions.yml',
].map((file) => readFileSync(file, 'utf8').split('\n'));

/** Values that a mistake or an attack may put into a template. */
const VALUES = [
  '',
  'null',
  '[]',
  '{}',
  '-1',
  '.nan',
  '!Ref Nothing',
  '!GetAtt A',
  `!Sub "\${A.B.C}\${!D}\${"`,
  '!If [A, B]',
  '!Join []',
  '!Select [a, b]',
  '[[[{a: [!Ref AWS::NoValue]}]]]',
  '{Ref: {Ref: A}}',
  '{Fn::If: {}}',
  '{Fn::Sub: [a, [b]]}',
  '{__proto__: {a: b}, constructor: 1}',
  '&a [*a]',
  '*nothing',
  '!!binary aGk=',
  '!<tag:x> y',
  '2012-10-17',
  '"\\u0000\\uD800"',
];

const template = fc.constantFrom(...TEMPLATES);
const edit = fc.record({
  kind: fc.constantFrom('delete', 'repeat', 'indent', 'value', 'swap', 'cut'),
  at: fc.nat(),
  to: fc.nat(),
  value: fc.oneof(fc.constantFrom(...VALUES), fc.string()),
});

function edited(
  lines: readonly string[],
  edits: readonly { kind: string; at: number; to: number; value: string }[],
): string {
  const text = [...lines];
  for (const { kind, at, to, value } of edits) {
    const i = at % text.length;
    const line = text[i] ?? '';
    if (kind === 'delete') text.splice(i, 1);
    else if (kind === 'repeat') text.splice(i, 0, line);
    else if (kind === 'indent') text[i] = `  ${line}`;
    else if (kind === 'value') text[i] = line.replace(/: .*$|:$/, () => `: ${value}`);
    else if (kind === 'swap') text[i] = text[to % text.length] ?? '';
    else text[i] = line.slice(0, to % (line.length + 1));
  }
  return text.join('\n');
}

describe('a damaged template', () => {
  it('is read, or rejected with one line for each problem', () => {
    fc.assert(
      fc.property(template, fc.array(edit, { minLength: 1, maxLength: 6 }), (lines, edits) => {
        for (const problem of problemsOf(edited(lines, edits))) expect(problem).toMatch(/^\d+ \S/);
      }),
      propertyRuns(100),
    );
  }, 30_000);
});
