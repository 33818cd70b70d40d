import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

const FAILING = `
      InlineCode: |
        exports.handler = async () => { throw new Error('on purpose'); };
      EventInvokeConfig: {MaximumRetryAttempts: 0}`;

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: nodejs24.x, Handler: index.handler}}
Resources:
  ToQueue:
    Type: AWS::Serverless::Function
    Properties:
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Letters.Arn}${FAILING}
  ToTopic:
    Type: AWS::Serverless::Function
    Properties:
      DeadLetterQueue: {Type: SNS, TargetArn: !Ref News}${FAILING}
  Letters: {Type: AWS::SQS::Queue}
  Inbox: {Type: AWS::SQS::Queue}
  InboxPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Inbox]
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: sqs:SendMessage, Resource: !GetAtt Inbox.Arn}]
  News: {Type: AWS::SNS::Topic}
  NewsToInbox:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Inbox.Arn, RawMessageDelivery: true}
`;

let directory: string;
let stack: Stack;
let sqs: SQSClient;
const configuration = () => ({
  endpoint: stack.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'developer', secretAccessKey: 'developer' },
});
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dead-letters-'));
  await writeFile(join(directory, 'template.yml'), TEMPLATE);
  stack = await startStack({ template: join(directory, 'template.yml') });
  sqs = new SQSClient(configuration());
});
afterAll(async () => {
  sqs?.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true });
});

async function received(queue: string) {
  const QueueUrl = stack.physicalId(queue);
  const answer = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
  return answer.Messages?.map(({ Body, MessageAttributes }) => ({ Body, MessageAttributes }));
}

describe('an asynchronous event that the function could not process', () => {
  it.each([
    ['ToQueue', 'a queue', 'Letters'],
    ['ToTopic', 'a topic', 'Inbox'],
  ])('is sent by the DeadLetterQueue of %s to %s, with the attributes of AWS', async (logicalId, _, queue) => {
    const requestId = stack.invokeAsync(logicalId, { order: 7 });
    await stack.settled();

    expect(await received(queue)).toEqual([
      {
        Body: '{"order":7}',
        MessageAttributes: {
          RequestID: { DataType: 'String', StringValue: requestId },
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: { DataType: 'String', StringValue: 'on purpose' },
        },
      },
    ]);
  });

  it('has the ARN of its queue in the configuration of the function', async () => {
    const client = new LambdaClient(configuration());
    const FunctionName = stack.physicalId('ToQueue');
    const { DeadLetterConfig } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    client.destroy();

    expect(DeadLetterConfig?.TargetArn).toMatch(/^arn:aws:sqs:us-east-1:000000000000:/);
  });
});
