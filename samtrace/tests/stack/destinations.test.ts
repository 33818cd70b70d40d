import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

/** A function that answers or fails as its event says, once for each kind of destination. */
const worker = (onSuccess: string, onFailure: string) => `
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        exports.handler = async ({ fail }) => { if (fail) throw new Error('on purpose'); return { done: true }; };
      EventInvokeConfig:
        MaximumRetryAttempts: 0
        DestinationConfig: {OnSuccess: ${onSuccess}, OnFailure: ${onFailure}}`;

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: nodejs24.x, Handler: index.handler, Tracing: Active}}
Resources:
  ToQueues: ${worker('{Type: SQS}', '{Type: SQS, Destination: !GetAtt Failures.Arn}')}
  ToTopics: ${worker('{Type: SNS, Destination: !Ref News}', '{Type: SNS, Destination: !Ref News}')}
  ToFunctions: ${worker('{Type: Lambda, Destination: !GetAtt Watcher.Arn}', '{Type: Lambda, Destination: !GetAtt Watcher.Arn}')}
  ToBuses: ${worker('{Type: EventBridge, Destination: !GetAtt Bus.Arn}', '{Type: EventBridge, Destination: !GetAtt Bus.Arn}')}
  Failures: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: email, Endpoint: someone@example.com}]}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: results}}
  Watcher:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        exports.handler = async (event) => console.log('EVENT ' + JSON.stringify(event));
      Events:
        Results: {Type: EventBridgeRule, Properties: {EventBusName: !Ref Bus, Pattern: {source: [lambda]}}}
`;

let directory: string;
let stack: Stack;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'destinations-'));
  await writeFile(join(directory, 'template.yml'), TEMPLATE);
  stack = await startStack({ template: join(directory, 'template.yml') });
});
afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true });
});

/** Invokes a function asynchronously, and waits for what follows. */
async function invoke(logicalId: string, event: { fail: boolean }): Promise<string> {
  const requestId = stack.invokeAsync(logicalId, event);
  await stack.settled();
  return requestId;
}

const clientConfig = () => ({
  endpoint: stack.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'PERSON', secretAccessKey: 'none' },
});

/** Invokes by the SDK, within the trace of the caller. */
async function invokeInTrace(logicalId: string, payload: string, traceHeader: string): Promise<void> {
  const lambda = new LambdaClient(clientConfig());
  lambda.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { headers: object }).headers, { 'x-amzn-trace-id': traceHeader });
      return next(args);
    },
    { step: 'build' },
  );
  const FunctionName = stack.physicalId(logicalId);
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(payload) }));
  lambda.destroy();
  await stack.settled();
}

/** The last event that Watcher has got. */
const watched = () => JSON.parse(stack.logs('Watcher', '"EVENT"').at(-1)?.message.split('EVENT ')[1] ?? 'null');

// Recorded on AWS: LocalStack, tests/aws/services/lambda_/test_lambda_destinations.snapshot.json.
const record = (logicalId: string, requestId: string, failed: boolean) => ({
  version: '1.0',
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  requestContext: {
    requestId,
    functionArn: expect.stringMatching(new RegExp(`:function:local-${logicalId}-\\w+:\\$LATEST$`)),
    condition: failed ? 'RetriesExhausted' : 'Success',
    approximateInvokeCount: 1,
  },
  requestPayload: { fail: failed },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', ...(failed && { functionError: 'Unhandled' }) },
  responsePayload: failed ? expect.objectContaining({ errorMessage: 'on purpose' }) : { done: true },
});

describe.each([
  ['of a success', false],
  ['of a failure', true],
])('the record %s', (_, fail) => {
  it('is sent to a queue', async () => {
    const requestId = await invoke('ToQueues', { fail });

    const queue = fail ? 'Failures' : 'ToQueuesEventInvokeConfigOnSuccessQueue';
    expect((await stack.messages(queue)).map((message) => message.json())).toEqual([
      record('ToQueues', requestId, fail),
    ]);
  });

  it('is sent to a topic as its message', async () => {
    const requestId = await invoke('ToTopics', { fail });

    expect(JSON.parse(stack.emails().at(-1)?.text ?? 'null')).toEqual(record('ToTopics', requestId, fail));
  });

  it('is sent to a function as its event', async () => {
    const requestId = await invoke('ToFunctions', { fail });

    expect(watched()).toEqual(record('ToFunctions', requestId, fail));
  });

  it('is sent to an event bus as the detail of an event', async () => {
    const requestId = await invoke('ToBuses', { fail });

    expect(watched()).toMatchObject({
      source: 'lambda',
      'detail-type': `Lambda Function Invocation Result - ${fail ? 'Failure' : 'Success'}`,
      resources: [
        'arn:aws:events:us-east-1:000000000000:event-bus/results',
        expect.stringMatching(/:function:local-ToBuses-\w+:\$LATEST$/),
      ],
      detail: record('ToBuses', requestId, fail),
    });
  });
});

describe('the record of a failure that a client receives from the queue', () => {
  it('has the trace header of the caller in AWSTraceHeader, and the event without changed characters', async () => {
    const text = '😀 𝄞 \u{10ffff} e\u0301 \u2028 "\\ \t';
    const root = '1-5e1b4151-5ac6c58f3c4a3a1a5e1b4151';
    const sqs = new SQSClient(clientConfig());

    await invokeInTrace(
      'ToQueues',
      JSON.stringify({ fail: true, text, [text]: '\ud800' }),
      `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`,
    );

    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: stack.physicalId('Failures'),
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['AWSTraceHeader'],
      }),
    );
    sqs.destroy();
    const received = Messages.map(({ Body = '', Attributes }) => ({ record: JSON.parse(Body), Attributes }));
    const found = received.find(({ record: { requestPayload } }) => 'text' in requestPayload);
    expect(found?.record.requestPayload).toEqual({ fail: true, text, [text]: '\ud800' });
    const segment = stack.trace(root).segment('AWS::Lambda');
    expect(found?.Attributes?.AWSTraceHeader).toBe(`Root=${root};Parent=${segment.id};Sampled=1`);
  });
});
