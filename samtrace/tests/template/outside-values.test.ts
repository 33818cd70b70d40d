import { describe, expect, it } from '@jest/globals';
import { ONE_BUCKET, problemsOf, read } from './read.ts';

const withOutput = (value: string, parameters = '') =>
  `${parameters}\nOutputs: {Value: {Value: ${value}}}\n${ONE_BUCKET}`;

describe('a value from outside the template', () => {
  it.each([
    ['an SSM parameter', '"{{resolve:ssm:/app/name}}"', 'SSM parameter', '/app/name'],
    ['a version of an SSM parameter', '"{{resolve:ssm:/app/name:3}}"', 'SSM parameter', '/app/name'],
    ['a secure SSM parameter', '"{{resolve:ssm-secure:key:1}}"', 'SSM parameter', 'key'],
    ['a secret', '"{{resolve:secretsmanager:db:SecretString:password}}"', 'secret', 'db:SecretString:password'],
    ['a secret without a key', '"{{resolve:secretsmanager:db}}"', 'secret', 'db'],
    ['an export of another stack', '!ImportValue network-vpc', 'export', 'network-vpc'],
  ])('%s is the override of its name, or else the name with a note', (_, value, source, name) => {
    const text = withOutput(value);

    expect(read(text, { [name]: 'given' })).toMatchObject({ outputs: { Value: 'given' }, notes: [] });
    expect(read(text)).toMatchObject({
      outputs: { Value: name },
      notes: [
        `The ${source} ${name} is not available locally, so its value is its name. Set it with --parameter-overrides ${name}=VALUE.`,
      ],
    });
  });

  it('is found inside a string and in the result of a function', () => {
    const text = withOutput(`!Sub "a {{resolve:ssm:\${AWS::Region}}} {{resolve:ssm:two}} b"`);

    expect(read(text, { 'us-east-1': '1', two: '2' }).outputs).toEqual({ Value: 'a 1 2 b' });
  });

  it('can be an SSM parameter type with its override, or with its default name', () => {
    const type = (name: string) => `Parameters: {P: {Type: '${name}', Default: /a/b}}`;

    expect(read(withOutput('!Ref P', type('AWS::SSM::Parameter::Value<String>')), { P: 'given' }).outputs).toEqual({
      Value: 'given',
    });
    expect(read(withOutput('!Ref P', type('AWS::SSM::Parameter::Value<String>')))).toMatchObject({
      outputs: { Value: '/a/b' },
      notes: [expect.stringContaining('--parameter-overrides P=VALUE.')],
    });
    expect(
      read(withOutput('!Join ["+", !Ref P]', type('AWS::SSM::Parameter::Value<List<String>>')), { P: 'a,b' }).outputs,
    ).toEqual({
      Value: 'a+b',
    });
    expect(read(withOutput('!Ref P', type('AWS::SSM::Parameter::Name')))).toMatchObject({
      outputs: { Value: '/a/b' },
      notes: [],
    });
  });

  it('is rejected if nothing in the template uses it', () => {
    expect(problemsOf(withOutput('a'), { '/app/name': 'x' })).toEqual([
      '1 Parameters: [/app/name] do not exist in the template.',
    ]);
  });
});

describe('a parameter without a value', () => {
  const text = (user: string) => `Parameters:\n  Name: {Type: String}\nResources:\n  R: {Type: ${user}}`;
  const problem = '2 The parameter Name has no value and no default. Set it with --parameter-overrides Name=VALUE.';

  it('is rejected in one line, with the flag that sets it, if something needs it', () => {
    const needs = text(`AWS::S3::Bucket, Properties: {BucketName: !Sub "\${Name}-\${Name}"}`);

    expect(problemsOf(needs)).toEqual([problem]);
    expect(read(needs, { Name: 'a' }).buckets[0]?.name).toBe('a-a');
  });

  it('is no problem if only ignored resources need it', () => {
    const ignored = text('AWS::Cognito::UserPool, Properties: {UserPoolName: !Ref Name}');

    expect(problemsOf(ignored)).toEqual([]);
    expect(problemsOf(ignored, {}, true)).toContain(problem);
  });
});
