import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readTemplate } from '../../src/template/template.ts';
import { harmlessIn, problemsOf, read } from './read.ts';

const FUNCTION = 'Runtime: nodejs24.x, Handler: index.handler, InlineCode: x';

describe('a SAM function', () => {
  it('is read as the CloudFormation resources that SAM creates', () => {
    const [sam, cloudFormation] = ['functions.yml', 'functions.json'].map((file) =>
      readTemplate(path.join('tests/template/golden', file), {
        stackName: 'local',
        account: { accountId: '000000000000', region: 'us-east-1' },
        parameterOverrides: {},
      }),
    );

    expect(sam?.functions).toHaveLength(5);
    expect({ ...sam, ignored: [] }).toEqual({ ...cloudFormation, ignored: [] });
  });

  it('has the defaults of SAM and Lambda for missing properties', () => {
    const { functions } = read(sam(`Function: {Type: AWS::Serverless::Function, Properties: {${FUNCTION}}}`));
    const functionName = expect.stringMatching(/^local-Function-[A-Za-z0-9]{12}$/);

    expect(functions).toEqual([
      {
        logicalId: 'Function',
        functionName,
        description: '',
        architecture: 'x86_64',
        runtime: 'nodejs24.x',
        handler: 'index.handler',
        code: { kind: 'inline', source: 'x' },
        memorySizeMb: 128,
        timeoutSeconds: 3,
        tracingMode: 'PassThrough',
        environment: {},
        logging: {
          format: 'Text',
          applicationLogLevel: 'INFO',
          systemLogLevel: 'INFO',
          logGroup: `/aws/lambda/${functions[0]?.functionName}`,
        },
        roleArn: expect.stringMatching(/^arn:aws:iam::000000000000:role\/local-FunctionRole-[A-Za-z0-9]{12}$/),
        role: expect.objectContaining({ policies: [expect.objectContaining({ name: 'AWSLambdaBasicExecutionRole' })] }),
        layers: [],
        publishesVersion: false,
        aliases: [],
        eventInvoke: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 },
      },
    ]);
  });

  it('merges the global properties with its own: mappings by key, and lists one after the other', () => {
    const { functions, ignored } = read(`
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    ${FUNCTION.replace(', InlineCode: x', '').replaceAll(', ', '\n    ')}
    Timeout: 10
    MemorySize: 256
    Architectures: [x86_64]
    Tags: {team: orders}
    LoggingConfig: {LogFormat: JSON, SystemLogLevel: WARN}
    Environment: {Variables: {FROM_GLOBALS: '1', BOTH: global}}
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: x
      Timeout: 20
      LoggingConfig: {ApplicationLogLevel: DEBUG}
      Environment: {Variables: {BOTH: own}}`);

    expect(functions[0]).toMatchObject({
      timeoutSeconds: 20,
      memorySizeMb: 256,
      environment: { FROM_GLOBALS: '1', BOTH: 'own' },
      logging: { format: 'JSON', systemLogLevel: 'WARN', applicationLogLevel: 'DEBUG' },
    });
    expect(ignored.map(({ type }) => type)).toContain('AWS::Serverless::Function Tags');
  });

  it('has the same names in each run, within the limits of each service', () => {
    const long = 'ALogicalIdThatIsMuchLongerThanTheSixtyFourCharactersOfAFunctionsName';
    const text = sam(`${long}: {Type: AWS::Serverless::Function, Properties: {${FUNCTION}}}`);

    expect(read(text).functions[0]?.functionName).toHaveLength(64);
    expect(read(text).functions).toEqual(read(text).functions);
  });

  it.each([
    [
      'an event without a group',
      'Events: {Log: {Type: CloudWatchLogs, Properties: {FilterPattern: a}}}',
      'no LogGroupName',
    ],
    [
      'an unknown destination',
      'EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: Mail}}}',
      'the Type of OnFailure must be one of SQS, SNS, Lambda, EventBridge, S3Bucket, not Mail.',
    ],
    [
      'a dead-letter queue without a type',
      'DeadLetterQueue: {TargetArn: "arn:aws:sqs:us-east-1:000000000000:q"}',
      'DeadLetterQueue needs a TargetArn and the Type SQS or SNS.',
    ],
    [
      'a function as destination that is not named',
      'EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: Lambda}}}',
      'OnSuccess of type Lambda needs a Destination.',
    ],
    [
      'a policy template without its parameter',
      'Policies: [{S3ReadPolicy: {Bucket: a}}]',
      'BucketName is missing, Bucket is unknown',
    ],
    ['a wrong statement', 'Policies: [{Statement: {Effect: Allow, Action: "s3:*"}}]', 'either Resource or NotResource'],
    [
      'a variable of Lambda',
      'Environment: {Variables: {AWS_REGION: a}}',
      'Environment.Variables.AWS_REGION is a variable that',
    ],
    ['too little memory', 'MemorySize: 64', 'MemorySize must be an integer from 128 to 10240, not 64'],
    [
      'a log level without JSON',
      'LoggingConfig: {SystemLogLevel: WARN}',
      'LoggingConfig.SystemLogLevel needs LogFormat: JSON',
    ],
    [
      'two retries too many',
      'EventInvokeConfig: {MaximumRetryAttempts: 4}',
      'MaximumRetryAttempts must be an integer from 0 to 2',
    ],
  ])('is rejected with its name and line for %s', (_, property, problem) => {
    const problems = problemsOf(
      sam(
        `Function:\n    Type: AWS::Serverless::Function\n    Properties:\n      ${FUNCTION.replaceAll(', ', '\n      ')}\n      ${property}`,
      ),
    );

    expect(problems).toEqual([expect.stringMatching(/^9 Function\w*: /)]);
    expect(problems[0]).toContain(problem);
  });

  it.each([
    ['no runtime', 'Handler: a.b, InlineCode: x', 'Runtime is required'],
    ['no handler', 'Runtime: nodejs24.x, InlineCode: x', 'Handler is required'],
  ])('is refused with %s', (_, properties, problem) => {
    const problems = problemsOf(sam(`Function: {Type: AWS::Serverless::Function, Properties: {${properties}}}`));

    expect(problems.join('\n')).toContain(problem);
  });

  it('for an earlier Node.js runs on Node.js 24, and a note says so', () => {
    const text = sam(`Function: {Type: AWS::Serverless::Function, Properties: {${FUNCTION.replace('24', '22')}}}`);

    expect(read(text).notes).toEqual(['Functions for nodejs22.x run on Node.js 24.']);
  });
});

describe("a template with SAM's types and without the transform", () => {
  const [, ...withoutTransform] = sam(`F: {Type: AWS::Serverless::Function, Properties: {${FUNCTION}}}`).split('\n');
  const text = withoutTransform.join('\n');
  const message = 'F: AWS::Serverless::Function needs the line `Transform: AWS::Serverless-2016-10-31`';

  it('runs, and a note says that AWS rejects it', () => {
    const { functions, notes } = read(text);

    expect(functions).toMatchObject([{ logicalId: 'F' }]);
    expect(notes).toEqual([`${message} on AWS.`]);
  });

  it('is rejected with strict', () => {
    expect(problemsOf(text, {}, true).join('\n')).toContain(`${message}.`);
  });
});

describe('a template', () => {
  it.each([
    ['a resource without a type', 'Resources: {T: {Properties: {}}}', 'T: every resource has a Type'],
    ['a strange logical id', 'Resources: {a-b: {Type: AWS::S3::Bucket}}', 'Resource name a-b is non alphanumeric'],
    [
      'a dependency on nothing',
      'Resources: {B: {Type: AWS::S3::Bucket, DependsOn: [C]}}',
      'Unresolved resource dependencies [C]',
    ],
    [
      'a global that SAM has not',
      'Globals: {Function: {Policies: []}}\nResources: {}',
      "'Policies' is not a supported property of 'Function'",
    ],
    [
      'a bucket name in capitals',
      'Resources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: ABC}}}',
      'B: BucketName must be 3 to 63 lower-case',
    ],
    [
      'an impossible retention',
      'Resources: {G: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 2}}}',
      'RetentionInDays must be one of 1, 3, 5',
    ],
    [
      'two things of one name',
      'Resources: {A: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}, B: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}}',
      'B: q already exists: it is the name of A.',
    ],
    [
      'an unknown part of an output',
      'Resources: {B: {Type: AWS::S3::Bucket}}\nOutputs: {O: {Value: a, Exports: b}}',
      "Invalid output property 'Exports' of O.",
    ],
    [
      'a mapping that is none',
      'Resources: {B: {Type: AWS::S3::Bucket, Properties: [a]}}',
      'B Properties must be a mapping, not a list',
    ],
  ])('is rejected for %s', (_, text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });

  it('reports all problems at once, in the order of their lines', () => {
    const problems = problemsOf(`
Resources:
  Table: {Type: AWS::Cognito::UserPool}
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: A_B}}
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Ref No}}
  Queue: {Type: AWS::SQS::Queue, DependsOn: Nothing}`);

    expect(problems.map((problem) => problem.slice(0, 2))).toEqual(['4 ', '5 ', '6 ']);
  });

  it('lists everything without local effect', () => {
    const names = harmlessIn(`
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties: {BucketEncryption: {Any: thing}, Tags: []}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {Whatever: it says}}`);

    expect(names).toEqual([
      'AWS::S3::Bucket DeletionPolicy',
      'AWS::S3::Bucket BucketEncryption',
      'AWS::S3::Bucket Tags',
      'AWS::CloudWatch::Alarm',
    ]);
  });

  it('ends the generated name of a FIFO queue with .fifo', () => {
    const { queues } = read('Resources: {Q: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}}');

    expect(queues).toEqual([
      { logicalId: 'Q', name: expect.stringMatching(/^local-Q-\w{12}\.fifo$/), attributes: { FifoQueue: 'true' } },
    ]);
  });

  it('converts the attributes of queues to those of CreateQueue', () => {
    const { queues } = read(`
Resources:
  Dead: {Type: AWS::SQS::Queue, Properties: {QueueName: dead}}
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: queue
      VisibilityTimeout: 30
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}`);

    expect(queues).toEqual([
      { logicalId: 'Dead', name: 'dead', attributes: {} },
      {
        logicalId: 'Queue',
        name: 'queue',
        attributes: {
          VisibilityTimeout: '30',
          RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":3}',
        },
      },
    ]);
  });
});

function sam(resource: string): string {
  return `Transform: AWS::Serverless-2016-10-31\nResources:\n  ${resource}`;
}
