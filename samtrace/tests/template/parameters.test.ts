import { describe, expect, it } from '@jest/globals';
import { outputsOf, problemsOf, read } from './read.ts';

const withParameter = (definition: string): string =>
  `Parameters: {P: ${definition}}\nOutputs: {Value: {Value: !Join ["+", [!Ref P]]}}`;

describe('parameters', () => {
  it('have their default unless a value is given', () => {
    const text = withParameter('{Type: Number, Default: 0.4}');

    expect(outputsOf(text)).toEqual({ Value: '0.4' });
    expect(outputsOf(text, { P: '0.70' })).toEqual({ Value: '0.70' });
  });

  it.each([
    ['{Type: Number, MinValue: 1, MaxValue: 1}', '1'],
    ['{Type: String, MinLength: 2, MaxLength: 2, AllowedPattern: "[a-z]+"}', 'ab'],
    ['{Type: String, AllowedValues: [a, b]}', 'b'],
    ['{Type: Number, AllowedValues: [1, 2]}', '2'],
    ['{Type: AWS::EC2::VPC::Id}', 'vpc-1'],
  ])('%s accept %s', (definition, value) => {
    expect(outputsOf(withParameter(definition), { P: value })).toEqual({ Value: value });
  });

  it('of a list type are lists', () => {
    const text =
      'Parameters: {P: {Type: CommaDelimitedList, Default: "a, b"}}\nOutputs: {V: {Value: !Join ["+", !Ref P]}}';

    expect(outputsOf(text)).toEqual({ V: 'a+b' });
  });

  it.each([
    [
      '{Type: Number}',
      undefined,
      'The parameter P has no value and no default. Set it with --parameter-overrides P=VALUE.',
    ],
    ['{Type: Number}', 'many', `Parameter 'P' must be a number (it is "many").`],
    ['{Type: Number, MinValue: 0}', '-1', `Parameter 'P' must be a number not less than 0 (it is "-1").`],
    ['{Type: Number, MaxValue: 1}', '1.5', `Parameter 'P' must be a number not greater than 1 (it is "1.5").`],
    ['{Type: String, AllowedValues: [a, b]}', 'c', `Parameter 'P' must be one of AllowedValues: a, b (it is "c").`],
    ['{Type: String, MinLength: 2}', 'a', `Parameter 'P' must contain at least 2 characters (it is "a").`],
    ['{Type: String, MaxLength: 2}', 'abc', `Parameter 'P' must contain at most 2 characters (it is "abc").`],
    ['{Type: String, AllowedPattern: "[a-z]+"}', 'abc1', `Parameter 'P' must match pattern [a-z]+ (it is "abc1").`],
    ['{Type: String, AllowedPattern: "["}', 'a', `Parameter 'P' must match pattern [ (it is "a").`],
    [
      '{Type: String, AllowedPattern: "a", ConstraintDescription: only an a.}',
      'b',
      `Parameter 'P' failed to satisfy constraint: only an a. (it is "b")`,
    ],
    ['{Type: List<Number>}', '1,x', `Parameter 'P' must be a number (it is "x").`],
    ['{Default: a}', undefined, 'Parameter P has no Type.'],
    ['{Type: String, Defualt: a}', 'b', `Invalid template parameter property 'Defualt' of P.`],
    ['{Type: Text, Default: /a}', undefined, 'Parameter P: CloudFormation has no parameter type Text.'],
  ])('%s reject %p', (definition, value, problem) => {
    expect(problemsOf(`${withParameter(definition)}\n${BUCKET}`, value === undefined ? {} : { P: value })).toEqual([
      `1 ${problem}`,
    ]);
  });

  it('reject a value for a parameter that does not exist', () => {
    const problems = problemsOf(`${withParameter('{Type: String, Default: a}')}\n${BUCKET}`, {
      Q: '1',
      constructor: '2',
    });

    expect(problems).toEqual(['1 Parameters: [Q, constructor] do not exist in the template.']);
  });

  it('are all checked at once', () => {
    const text = `Parameters:\n  A: {Type: Number, Default: x}\n  B: {Type: String, Default: a, MinLength: 2}\n${BUCKET}`;

    expect(problemsOf(text)).toEqual([
      `2 Parameter 'A' must be a number (it is "x").`,
      `3 Parameter 'B' must contain at least 2 characters (it is "a").`,
    ]);
  });
});

describe('conditions', () => {
  const conditional = (condition: string): string => `
Parameters: {Stage: {Type: String, Default: dev}}
Conditions: {Wanted: ${condition}, IsDev: !Equals [!Ref Stage, dev]}
Resources:
  Kept: {Type: AWS::S3::Bucket, Condition: Wanted, Properties: {BucketName: kept}}
  Always: {Type: AWS::S3::Bucket, Properties: {BucketName: always}}`;

  it.each([
    ['!Equals [!Ref Stage, dev]', true],
    ['{Fn::Equals: [!Ref Stage, dev]}', true],
    ['!Not [!Condition IsDev]', false],
    ['!Not [{Condition: IsDev}]', false],
    ['!And [!Condition IsDev, !Equals [1, "1"]]', true],
    ['!And [!Condition IsDev, !Equals [a, b]]', false],
    ['!Or [!Not [!Condition IsDev], !Equals [a, b]]', false],
    ['!Or [!Condition IsDev, !Equals [a, b]]', true],
  ])('%s decide whether a resource exists', (condition, kept) => {
    const names = read(conditional(condition)).buckets.map(({ name }) => name);

    expect(names).toEqual(kept ? ['kept', 'always'] : ['always']);
  });

  it.each([
    ['!Equals [!Ref Always, a]', 'Unresolved resource dependencies [Always]'],
    ['!Equals [a]', 'Fn::Equals needs two values.'],
    ['!And [!Condition IsDev]', 'Fn::And needs two to ten conditions.'],
    [`!Or [${Array(11).fill('!Condition IsDev').join(', ')}]`, 'Fn::Or needs two to ten conditions.'],
    ['!Not [!Condition IsDev, !Condition IsDev]', 'Fn::Not needs a list of one condition.'],
    ['{Condition: IsDev, Other: IsDev}', 'a mapping is not a condition function.'],
    ['!Not [!Condition Other]', 'Unresolved condition Other'],
    ['!Sub dev', 'Fn::Sub is not a condition function.'],
    ['dev', '"dev" is not a condition function.'],
  ])('%s is rejected', (condition, problem) => {
    expect(problemsOf(conditional(condition)).join('\n')).toContain(problem);
  });

  it('must be valid even if nothing uses them', () => {
    expect(problemsOf(`Conditions: {Unused: !Equals [!Ref Nothing, a]}\n${BUCKET}`)).toEqual([
      '1 Template format error: Unresolved resource dependencies [Nothing].',
    ]);
  });

  it('make a reference to a missing resource an error, but not a dependency on it', () => {
    const absent = conditional('!Equals [a, b]');

    expect(problemsOf(`${absent}\n  C: {Type: AWS::S3::Bucket, DependsOn: Kept}`)).toEqual([]);
    expect(problemsOf(`${absent}\nOutputs: {O: {Value: !Ref Kept}}`)).toEqual([
      '7 Template format error: Unresolved resource dependencies [Kept].',
    ]);
  });
});

const BUCKET = 'Resources: {Bucket: {Type: AWS::S3::Bucket}}';
