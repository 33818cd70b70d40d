import { describe, expect, it } from '@jest/globals';
import { ignoredIn, problemsOf, read } from './read.ts';

const STREAM = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2015-01-01T00:00:00.000';
const FUNCTION =
  'Type: AWS::Serverless::Function, Properties: {FunctionName: f, Runtime: nodejs24.x, Handler: index.handler, InlineCode: x';

/** A template with a function, a queue and a table. */
function template(event: string, more = '', stream = ', StreamSpecification: {StreamViewType: NEW_IMAGE}'): string {
  return `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: {${FUNCTION}${more}, Events: {Orders: {Type: DynamoDB, Properties: {Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST${event}}}}}}
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]${stream}`.replace(/, StreamS/, '\n      StreamS');
}

describe('a DynamoDB event', () => {
  it('is an event source mapping of the stream, with the defaults of Lambda', () => {
    const { streamMappings, tables, notes } = read(template(''));

    expect(tables).toMatchObject([{ streamViewType: 'NEW_IMAGE' }]);
    expect(streamMappings).toEqual([
      {
        logicalId: 'FnOrders',
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        streamArn: STREAM,
        functionName: 'f',
        startingPosition: 'LATEST',
        enabled: true,
        batchSize: 100,
        batchingWindowSeconds: 0,
        filterPatterns: [],
        reportsItemFailures: false,
        bisectsBatches: false,
        maximumRetryAttempts: -1,
        maximumRecordAgeSeconds: -1,
      },
    ]);
    expect(notes).toEqual([]);
  });

  it('has a destination to which the role of SAM may send', () => {
    const onFailure = ', DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Queue.Arn}}';

    expect(read(template(onFailure)).streamMappings).toMatchObject([
      { onFailureArn: 'arn:aws:sqs:us-east-1:000000000000:q' },
    ]);
  });

  it('is refused for a role that may not read the stream, in the words of Lambda', () => {
    expect(problemsOf(template('', ', Role: !GetAtt Role.Arn'))).toEqual([
      expect.stringContaining(
        `Cannot access stream ${STREAM}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
      ),
    ]);
  });

  it('is ignored by name for a table without a stream, and with tumbling windows', () => {
    expect(ignoredIn(template('', '', ''))).toEqual([
      `FnOrders: AWS::Lambda::EventSourceMapping: samtrace does not read ${STREAM}`,
    ]);
    expect(ignoredIn(template(', TumblingWindowInSeconds: 30'))).toEqual([
      'FnOrders: AWS::Lambda::EventSourceMapping TumblingWindowInSeconds: samtrace does not support tumbling windows',
    ]);
  });

  it.each([
    [', BatchSize: 10001', 'FnOrders: BatchSize must be an integer from 1 to 10000'],
    [', MaximumRetryAttempts: -2', 'FnOrders: MaximumRetryAttempts must be an integer from -1 to 10000'],
  ])('is refused with %s', (event, problem) => {
    expect(problemsOf(template(event)).join('\n')).toContain(problem);
  });
});
