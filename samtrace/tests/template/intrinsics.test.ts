import { describe, expect, it } from '@jest/globals';
import { ONE_BUCKET, outputsOf, problemsOf } from './read.ts';

describe('intrinsic functions', () => {
  it.each([
    ['Ref of a bucket', '!Ref Bucket', 'a-bucket'],
    ['Ref in its long form', '{Ref: Bucket}', 'a-bucket'],
    ['Ref of the region', '!Ref AWS::Region', 'us-east-1'],
    ['GetAtt with a dot', '!GetAtt Bucket.Arn', 'arn:aws:s3:::a-bucket'],
    ['GetAtt with a list', '{Fn::GetAtt: [Bucket, Arn]}', 'arn:aws:s3:::a-bucket'],
    [
      'Sub',
      `!Sub "\${Bucket} \${Bucket.Arn} \${AWS::StackName} \${!Bucket}"`,
      `a-bucket arn:aws:s3:::a-bucket local \${Bucket}`,
    ],
    [
      'Sub with names of its own',
      `!Sub ["\${Bucket}/\${Key}", {Bucket: b, Key: !Ref AWS::AccountId}]`,
      'b/000000000000',
    ],
    ['Join', '!Join ["-", [a, !Ref Bucket, 3]]', 'a-a-bucket-3'],
    ['Split and Select', '!Select [1, !Split ["-", !Ref Bucket]]', 'bucket'],
    ['If', '!If [Always, !Ref Bucket, !Ref Nothing]', 'a-bucket'],
    ['FindInMap', '!FindInMap [Sizes, !Ref AWS::Region, Big]', '7'],
    ['Base64', '{Fn::Base64: !Ref Bucket}', 'YS1idWNrZXQ='],
    ['GetAZs of the Region', '!Select [1, !GetAZs ""]', 'us-east-1b'],
    ['GetAZs of another Region', '!Join [",", !GetAZs eu-west-1]', 'eu-west-1a,eu-west-1b,eu-west-1c'],
    ['Length', '!Join ["", [{Fn::Length: [a, b]}]]', '2'],
    ['ToJsonString', '{Fn::ToJsonString: {name: !Ref Bucket, list: [1, true]}}', '{"name":"a-bucket","list":[1,true]}'],
    ['Join of what If leaves', '!Join [",", [a, !If [Always, !Ref AWS::NoValue, b], c]]', 'a,c'],
  ])('resolve %s', (_, value, expected) => {
    const outputs = outputsOf(`
Mappings: {Sizes: {us-east-1: {Big: 7}}}
Conditions: {Always: !Equals [a, a]}
Outputs: {Value: {Value: ${value}}}`);

    expect(outputs).toEqual({ Value: expected });
  });

  it.each([
    ['a name that is not there', '!Ref Buckte', 'Unresolved resource dependencies [Buckte]'],
    ['an attribute of a resource that is not there', '!GetAtt Buckte.Arn', 'Unresolved resource dependencies [Buckte]'],
    ['a name in a Sub', `!Sub "\${Buckte}"`, 'Unresolved resource dependencies [Buckte]'],
    [
      'an attribute that nobody knows',
      '!GetAtt Bucket.Colour',
      'does not support the attribute Colour of AWS::S3::Bucket',
    ],
    ['a mapping without the key', '!FindInMap [Sizes, a, b]', 'Unable to get mapping for Sizes::a::b'],
    ['an index beyond the end', '!Select [2, [a, b]]', 'Fn::Select cannot select nonexistent value at index 2'],
    ['a condition that is not there', '!If [Never, a, b]', 'Unresolved condition Never'],
    ['too few arguments', '!Join [","]', 'Fn::Join needs a list of 2 arguments'],
    [
      'too few branches',
      '!If [Always, a]',
      'Fn::If needs the name of a condition, a value if true, and a value if false',
    ],
    ['too many branches', '!If [Always, a, b, c]', 'Fn::If needs the name of a condition'],
    ['an If without a condition', '!If [!Ref Bucket, a, b]', 'Fn::If needs the name of a condition'],
    ['a list where a string belongs', '[a, b]', 'Output Value must be a string, not a list'],
    [
      'a block of addresses',
      '!Join ["", !Cidr [10.0.0.0/16, 1, 8]]',
      'does not support the intrinsic function Fn::Cidr',
    ],
  ])('report %s, with its line', (_, value, problem) => {
    const problems = problemsOf(`${ONE_BUCKET}Outputs:\n  Value: {Value: ${value}}`);

    expect(problems).toEqual([expect.stringMatching(/^7 /)]);
    expect(problems[0]).toContain(problem);
  });

  it('report every invalid reference of a resource at once', () => {
    const problems = problemsOf(`
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Ref First
      RedrivePolicy:
        deadLetterTargetArn: !Ref Second
        maxReceiveCount: !Sub "\${Third}"`);

    expect(problems).toEqual([
      '6 Template format error: Unresolved resource dependencies [First].',
      '8 Template format error: Unresolved resource dependencies [Second].',
      '9 Template format error: Unresolved resource dependencies [Third].',
    ]);
  });
});

describe('circular references', () => {
  it('are rejected with the names of all resources in the circle, as in CloudFormation', () => {
    const problems = problemsOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Group:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub "/aws/lambda/\${Function}"}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      {Runtime: nodejs24.x, Handler: index.handler, InlineCode: x, LoggingConfig: {LogGroup: !Ref Group}}`);

    expect(problems).toEqual(['4 Circular dependency between resources: [Group, Function].']);
  });

  it('are rejected between conditions, too', () => {
    const problems = problemsOf(
      `Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n${ONE_BUCKET}Outputs: {O: {Condition: A, Value: x}}`,
    );

    expect(problems).toEqual([
      '1 Circular dependency between conditions: A.',
      '1 Circular dependency between conditions: B.',
    ]);
  });

  it('do not include two resources that depend on the same third resource', () => {
    const alarm = '{Type: AWS::CloudWatch::Alarm, DependsOn: Bucket, Properties: {AlarmName: !Ref Bucket}}';

    expect(problemsOf(`${ONE_BUCKET}  A: ${alarm}\n  B: ${alarm}`)).toEqual([]);
  });
});
