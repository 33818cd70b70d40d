import { describe, expect, it } from '@jest/globals';
import { readTemplate } from '../../src/template/template.ts';
import { ignoredIn, ONE_BUCKET, outputsOf, problemsOf, read } from './read.ts';

describe('the YAML of a template', () => {
  it('is read as YAML 1.1, as by CloudFormation and SAM', () => {
    const outputs = outputsOf(`
Outputs:
  Yes: {Value: yes}
  Date: {Value: 2012-10-17}
  Dot: {Value: .}
  Letter: {Value: y}
  Octal: {Value: 0755}
  Account: {Value: 012345678901}
  Commit: {Value: 1e3}
  Number: {Value: 1.50}
`);

    expect(outputs).toEqual({
      Yes: 'true',
      Date: '2012-10-17',
      Dot: '.',
      Letter: 'y',
      Octal: '493',
      Account: '012345678901',
      Commit: '1e3',
      Number: '1.5',
    });
  });

  it('can be JSON', () => {
    expect(problemsOf('{"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}')).toEqual([]);
  });

  it.each([
    [
      'in a line that is not indented',
      'Outputs:\n    A:\n      Value: !Join ["+", [\n      a,\n      !Ref Bucket\n      ]]',
    ],
    ['that ends in the first column', 'Outputs:\n  A:\n    Value: !Join ["+", [a,\n!Ref Bucket\n]]'],
    ['in a quoted string', 'Outputs:\n  A:\n    Value: "a\\\n+\\\n a-bucket"'],
  ])('can have a flow list or a string %s, as in PyYAML', (_, text) => {
    expect(outputsOf(text)).toEqual({ A: 'a+a-bucket' });
  });

  it('can repeat a key: the last one counts, and the others are ignored', () => {
    const text = `${ONE_BUCKET}Outputs:\n  A:\n    Value:\n    Description: d\n    Value: last`;

    expect(read(text).outputs).toEqual({ A: 'last' });
    expect(ignoredIn(text)).toEqual(['Template: Value in line 8: line 10 repeats the key']);
    expect(problemsOf(text, {}, true)).toEqual(['8 Template: Value in line 8: line 10 repeats the key.']);
  });

  it('can repeat values with anchors, and merge mappings', () => {
    const outputs = outputsOf(`
Metadata:
  Shared: &shared {Value: both, Description: shared}
Outputs:
  First: *shared
  Second: {<<: *shared, Value: own}
`);

    expect(outputs).toEqual({ First: 'both', Second: 'own' });
  });

  it.each([
    ['is empty', '', '1 The template is empty.'],
    ['is a list', '- Resources', '1 A template is a mapping of sections such as Resources.'],
    ['does not parse', 'Resources: [', '1 YAML: '],
    ['has no resources', 'Description: nothing', '1 Template format error: At least one Resources member'],
    ['has a null', `Outputs:\n${ONE_BUCKET}`, "1 'null' values are not allowed in templates."],
    ['has a tag of its own', `${ONE_BUCKET}Outputs: {A: {Value: !Foo x}}`, '6 !Foo is not an intrinsic function'],
    ['has a list as a key', `${ONE_BUCKET}Outputs: {[a]: {Value: x}}`, '6 A key must be a plain string.'],
    ['has an alias of nothing', `${ONE_BUCKET}Outputs: {A: *nothing}`, '6 The alias *nothing has no anchor before it.'],
  ])('reports the line of a mistake in a template that %s', (_, text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });

  it.each([
    ['an alias that holds itself', `Metadata: &a {Self: *a}\n${ONE_BUCKET}`],
    ['aliases that multiply', bomb()],
    ['brackets without end', `Metadata: ${'['.repeat(50_000)}`],
    ['more bytes than CloudFormation takes', `${ONE_BUCKET}# ${'x'.repeat(1_100_000)}`],
  ])('reports %s in few lines', (_, text) => {
    const problems = problemsOf(text);

    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n').length).toBeLessThan(2_000);
  });

  it.each([
    ['of its own', 'Type: AWS::SQS::Queue', 501],
    [
      'that SAM makes of it',
      'Type: AWS::Serverless::Function, Properties: {Runtime: nodejs24.x, Handler: i.h, InlineCode: x}',
      251,
    ],
  ])('reports more than 500 resources %s, in the words of CloudFormation', (_, resource, count) => {
    const resources = Array.from({ length: count }, (__, n) => `  R${n}: {${resource}}`);
    const text = ['Transform: AWS::Serverless-2016-10-31', 'Resources:', ...resources].join('\n');

    expect(problemsOf(text).join('\n')).toMatch(
      /Template format error: Number of resources, 50[12], is greater than maximum allowed, 500$/,
    );
  });

  it('reports in one line a file that does not exist, or a folder', () => {
    const options = { stackName: 'local', account: { accountId: '0', region: 'us-east-1' }, parameterOverrides: {} };

    expect(() => readTemplate('/nowhere/template.yml', options)).toThrow(
      /^The template \/nowhere\/template\.yml does not exist\.$/,
    );
    expect(() => readTemplate('/', options)).toThrow(/^The template \/ is a folder, not a file\.$/);
  });
});

/** Nine levels, each with nine aliases of the one before: 9^9 values. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, i) => `  L${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
  return `Metadata:\n  L0: &l0 lol\n${levels.join('\n')}\n${ONE_BUCKET}`;
}
