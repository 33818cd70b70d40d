import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

const ALIAS = 'arn:aws:lambda:us-east-1:000000000000:function:orders:live';

let stack: Stack;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  stack = await startStack({ template: 'tests/stack/alias/template.yml' });
  cleanup.defer(() => stack.stop());
});

function client<Client extends { destroy(): void }>(Type: new (config: Record<string, unknown>) => Client): Client {
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  const made = new Type({ endpoint: stack.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  cleanup.defer(() => made.destroy());
  return made;
}

/** What the function has said of its invocations since `from`. */
function invocations(from = 0): unknown[] {
  return stack
    .logs('Orders')
    .flatMap(({ message }) => message.split('INVOKED ')[1] ?? [])
    .slice(from)
    .map((text) => JSON.parse(text));
}

const SOURCES: Record<string, () => unknown> = {
  'aws:sqs': () =>
    client(SQSClient).send(new SendMessageCommand({ QueueUrl: stack.physicalId('Queue'), MessageBody: 'x' })),
  'aws:sns': () => client(SNSClient).send(new PublishCommand({ TopicArn: stack.physicalId('Topic'), Message: 'x' })),
  'aws:s3': () =>
    client(S3Client).send(new PutObjectCommand({ Bucket: stack.physicalId('Bucket'), Key: 'k', Body: 'x' })),
  shop: () =>
    client(EventBridgeClient).send(
      new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'sold', Detail: '{}' }] }),
    ),
  'aws.events': () => stack.fire('OrdersNightly'),
  'aws.scheduler': () => stack.fire('OrdersWeekly'),
  logs: async () => {
    const logs = client(CloudWatchLogsClient);
    await logs.send(new CreateLogStreamCommand({ logGroupName: '/other', logStreamName: 's' }));
    const logEvents = [{ timestamp: Date.now(), message: 'ERROR' }];
    await logs.send(new PutLogEventsCommand({ logGroupName: '/other', logStreamName: 's', logEvents }));
  },
  // The record of a destination has the version of its format in the place of a source.
  '1.0': () => stack.invokeAsync('Source', {}),
};

describe('an alias that SAM publishes', () => {
  it.each(Object.keys(SOURCES))('is invoked by events of %s', async (source) => {
    const before = invocations().length;
    await SOURCES[source]?.();
    await stack.settled();

    expect(invocations(before)).toEqual([{ source, version: '1', arn: ALIAS, variable: '1' }]);
  });

  it.each([
    ['a REST API', 'ServerlessRestApi', '/Prod/orders', 'GET'],
    ['an HTTP API', 'ServerlessHttpApi', '/orders', '2.0'],
    ['a function URL', 'OrdersUrl', '/', '2.0'],
  ])('is invoked by %s', async (_, api, path, source) => {
    const response = await fetch(`${stack.url(api)}${path}`);

    expect(await response.json()).toEqual({ source, version: '1', arn: ALIAS });
  });

  it('is the function of its event source mapping', async () => {
    const answer = await client(LambdaClient).send(new ListEventSourceMappingsCommand({ FunctionName: 'orders' }));

    expect(answer.EventSourceMappings?.map(({ FunctionArn }) => FunctionArn)).toEqual([ALIAS]);
  });

  it('needs its own permission', async () => {
    const response = await fetch(`${stack.url('Stranger')}/`);

    expect(response.status).toBe(500);
  });
});
