import { describe, expect, it } from '@jest/globals';
import { describeIgnored } from '../../src/template/template.ts';
import { ignoredIn, problemsOf, read } from './read.ts';

const FUNCTION = 'Runtime: nodejs24.x, Handler: index.handler, InlineCode: x';

function sam(resources: string): string {
  return `Transform: AWS::Serverless-2016-10-31\nResources:\n  ${resources}`;
}

function functionWith(property: string): string {
  return sam(`Function:\n    Type: AWS::Serverless::Function\n    Properties: {${FUNCTION}, ${property}}`);
}

describe('a function', () => {
  it.each([
    ['an unknown property', 'Timout: 3', 'AWS::Serverless::Function Timout'],
    [
      'an unknown part of a property',
      'LoggingConfig: {LogFromat: JSON}',
      'AWS::Serverless::Function LoggingConfig.LogFromat',
    ],
    ['an event that samtrace does not support', 'Events: {A: {Type: AlexaSkill}}', 'AlexaSkill event'],
    [
      'an event with an unknown property',
      'Events: {Log: {Type: CloudWatchLogs, Properties: {LogGroupName: a, FilterPattern: b, Topic: c}}}',
      'Topic of a CloudWatchLogs event',
    ],
  ])('runs without %s, which is listed as ignored', (_, property, type) => {
    const text = functionWith(property);

    expect(read(text).functions).toHaveLength(1);
    expect(read(text).ignored).toContainEqual(
      expect.objectContaining({ logicalId: expect.stringMatching(/^Function/), type, harmless: false }),
    );
    expect(problemsOf(text, {}, true).join('\n')).toContain(`: ${type}: samtrace does not `);
  });

  it.each([
    [
      'another language',
      'Runtime: python3.13, Handler: a.b, CodeUri: src',
      'samtrace runs Node.js functions only, not python3.13',
    ],
    ['a container image', 'PackageType: Image', 'samtrace does not run container images'],
    [
      'code in a bucket',
      'Runtime: nodejs24.x, Handler: a.b, CodeUri: s3://bucket/key',
      'samtrace does not fetch code from S3',
    ],
    [
      'code in a bucket, written as a mapping',
      'Runtime: nodejs24.x, Handler: a.b, CodeUri: {Bucket: b, Key: k}',
      'samtrace does not fetch code from S3',
    ],
  ])('with %s is ignored, and the other functions run', (_, properties, reason) => {
    const text = sam(`Other: {Type: AWS::Serverless::Function, Properties: {${properties}, Timout: 1}}
  Function:
    Type: AWS::Serverless::Function
    Properties: {${FUNCTION}, Environment: {Variables: {NAME: !Ref Other, ARN: !GetAtt Other.Arn, ROLE: !GetAtt OtherRole.Arn}}}`);

    const [fn, ...more] = read(text).functions;

    expect(more).toEqual([]);
    expect(fn?.environment).toEqual({
      NAME: expect.stringMatching(/^local-Other-/),
      ARN: expect.stringMatching(/^arn:aws:lambda:us-east-1:000000000000:function:local-Other-/),
      ROLE: expect.stringMatching(/^arn:aws:iam::000000000000:role\/local-OtherRole-/),
    });
    expect(ignoredIn(text)).toEqual([`Other: AWS::Serverless::Function: ${reason}`]);
  });
});

describe('a resource that samtrace does not support', () => {
  it('is listed as ignored, and its content cannot be an error', () => {
    const text = sam(`Table:
    Type: AWS::Cognito::UserPool
    Properties: {UserPoolName: !Ref Nothing, Size: !If [Never, 1, 2], Other: !GetAtt Nobody.Arn, Circle: !Ref Queue}
  Queue: {Type: AWS::SQS::Queue, DependsOn: Table}`);

    expect(problemsOf(text)).toEqual([]);
    expect(ignoredIn(text)).toEqual(['Table: AWS::Cognito::UserPool: samtrace does not support this resource type']);
    expect(problemsOf(text, {}, true)).toEqual([
      '3 Table: AWS::Cognito::UserPool: samtrace does not support this resource type.',
    ]);
  });

  it.each([
    ['AWS::Cognito::UserPool', '{UserPoolName: orders}', '!Ref R', 'orders'],
    [
      'AWS::Cognito::UserPool',
      '{UserPoolName: orders}',
      '!GetAtt R.Arn',
      'arn:aws:cognito-idp:us-east-1:000000000000:userpool/orders',
    ],
    ['AWS::Serverless::Application', '{}', '!Ref R', expect.stringMatching(/:cloudformation:.*local-R-\w{12}$/)],
    ['AWS::Kinesis::Stream', '{Name: s}', '!GetAtt R.Arn', 'arn:aws:kinesis:us-east-1:000000000000:stream/s'],
    [
      'AWS::StepFunctions::StateMachine',
      '{StateMachineName: m}',
      '!Ref R',
      'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    ],
    ['AWS::Serverless::StateMachine', '{Name: m}', '!GetAtt R.Name', 'm'],
    ['AWS::SecretsManager::Secret', '{Name: s}', '!Ref R', 'arn:aws:secretsmanager:us-east-1:000000000000:secret:s'],
    [
      'AWS::Cognito::UserPool',
      '{}',
      '!GetAtt R.ProviderURL',
      expect.stringMatching(/^https:\/\/local-r-\w+\.cognito-idp\./),
    ],
    [
      'AWS::RDS::DBInstance',
      '{}',
      '!GetAtt R.Endpoint.Address',
      expect.stringMatching(/^local-r-\w+\.rds\.us-east-1\.amazonaws/),
    ],
    ['Custom::Thing', '{ServiceToken: a}', '!GetAtt R.Anything', expect.stringMatching(/^local-R-/)],
    ['AWS::Serverless::Application', '{Location: a}', '!GetAtt R.Outputs.Name', expect.stringMatching(/^local-R-/)],
  ])('%s %s has a valid %s', (type, properties, reference, value) => {
    const text = sam(`R: {Type: '${type}', Properties: ${properties}}\nOutputs: {O: {Value: ${reference}}}`);

    expect(read(text).outputs).toEqual({ O: value });
  });

  it.each([
    [
      'names that go in circles',
      'A: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: !Ref B}}\n  B: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: !Ref A}}',
    ],
    ['a name of itself', 'A: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: !Ref A}}'],
  ])('can have %s', (_, resources) => {
    expect(read(sam(`${resources}\nOutputs: {O: {Value: !Ref A}}`)).outputs.O).toMatch(/^local-/);
  });
});

describe('a template', () => {
  it.each([
    ['an unknown section', 'Rules: {}\nResources: {}', 'Template: section Rules'],
    ['an unknown transform', 'Transform: [Mine]\nResources: {}', 'Template: transform "Mine"'],
    [
      'an unknown attribute',
      'Resources: {B: {Type: AWS::S3::Bucket, Connectors: {}}}',
      'B: AWS::S3::Bucket Connectors',
    ],
    [
      'a property whose name is a wildcard',
      'Resources: {B: {Type: AWS::S3::Bucket, Properties: {"*": a}}}',
      'B: AWS::S3::Bucket *',
    ],
  ])('runs without %s, which is named', (_, text, name) => {
    expect(ignoredIn(text)).toEqual([expect.stringContaining(`${name}: samtrace does not `)]);
    expect(problemsOf(text, {}, true)).toEqual([expect.stringContaining(name)]);
  });
});

describe('the printed list', () => {
  it('has a line for each type with its resources, and one line for everything without local effect', () => {
    const { ignored } = read(`
Resources:
  Orders: {Type: AWS::Cognito::UserPool, DeletionPolicy: Retain}
  Users: {Type: AWS::Cognito::UserPool}
  Stream: {Type: AWS::Kinesis::Stream}
  Alarm: {Type: AWS::CloudWatch::Alarm}
  Bucket: {Type: AWS::S3::Bucket, Properties: {Tags: []}}
  Other: {Type: AWS::S3::Bucket, Properties: {Tags: []}}`);

    expect(describeIgnored(ignored)).toEqual([
      'Ignored locally: AWS::Cognito::UserPool (Orders, Users): samtrace does not support this resource type',
      'Ignored locally: AWS::Kinesis::Stream (Stream): samtrace does not support this resource type',
      'Without effect locally: AWS::Cognito::UserPool DeletionPolicy, AWS::CloudWatch::Alarm, AWS::S3::Bucket Tags',
    ]);
    expect(describeIgnored([])).toEqual([]);
  });
});
