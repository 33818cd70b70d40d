import {
  CreateEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

interface SqsRecord {
  messageId: string;
  body: string;
  attributes: Record<string, string>;
  [member: string]: unknown;
}

let stack: Stack;
let sqs: SQSClient;
let sns: SNSClient;
let lambda: LambdaClient;
beforeAll(async () => {
  stack = await startStack({ template: 'tests/stack/queues/template.yml' });
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  const config = { endpoint: stack.endpoint, region: 'us-east-1', credentials };
  sqs = new SQSClient(config);
  sns = new SNSClient(config);
  lambda = new LambdaClient(config);
});
afterAll(async () => {
  sqs?.destroy();
  sns?.destroy();
  lambda?.destroy();
  await stack?.stop();
});

/** The events that Consumer gets from a piece of work. */
async function eventsOf(work: () => Promise<unknown>): Promise<{ Records: SqsRecord[] }[]> {
  const read = () => stack.logs('Consumer').flatMap(({ message }) => message.split('EVENT ')[1] ?? []);
  const before = read().length;
  await work();
  await stack.settled();
  return read()
    .slice(before)
    .map((text) => JSON.parse(text));
}

const send = (queue: string, body: unknown, more: object = {}) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: stack.physicalId(queue),
      MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
    }),
  );

describe('a message in a queue with an event source mapping', () => {
  it('is sent to the function as the record that AWS documents, and is deleted', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'new' } };

    const events = await eventsOf(() => send('Orders', { id: 'A-1' }, { MessageAttributes }));

    expect(events).toEqual([
      {
        Records: [
          {
            messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            receiptHandle: expect.any(String),
            body: '{"id":"A-1"}',
            attributes: {
              ApproximateReceiveCount: '1',
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
              SenderId: expect.any(String),
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            },
            messageAttributes: {
              kind: { stringValue: 'new', stringListValues: [], binaryListValues: [], dataType: 'String' },
            },
            md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
            md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
            eventSource: 'aws:sqs',
            eventSourceARN: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:local-Orders-/),
            awsRegion: 'us-east-1',
          },
        ],
      },
    ]);
    expect(await stack.messages('Orders')).toEqual([]);
  });

  it('returns if the function reports that it failed, and the other messages of the batch do not', async () => {
    const Entries = [{ fail: 1 }, { fail: 0 }].map((order, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(order),
    }));

    const events = await eventsOf(() =>
      sqs.send(new SendMessageBatchCommand({ QueueUrl: stack.physicalId('Orders'), Entries })),
    );

    const counts = events.flatMap(({ Records }) =>
      Records.map(({ body, attributes }) => `${body} ${attributes.ApproximateReceiveCount}`),
    );
    expect(counts.sort()).toEqual(['{"fail":0} 1', '{"fail":1} 1', '{"fail":1} 2']);
    expect(await stack.messages('Orders')).toEqual([]);
  });

  it('goes to the dead-letter queue after its last attempt', async () => {
    const events = await eventsOf(() => send('Orders', { throw: true }));

    expect(events.map(({ Records }) => Records[0]?.attributes.ApproximateReceiveCount)).toEqual(['1', '2']);
    expect((await stack.messages('Failed')).map(({ body }) => body)).toEqual(['{"throw":true}']);
    expect(await stack.messages('Orders')).toEqual([]);
  });

  it('is deleted without an invocation if it matches no filter', async () => {
    expect(await eventsOf(() => send('Orders', { ignore: true }))).toEqual([]);
    expect(await eventsOf(() => send('Orders', 'no JSON'))).toEqual([]);
    expect(await stack.messages('Orders')).toEqual([]);
  });

  it('is ignored by settled() after three attempts if there is no dead-letter queue', async () => {
    const events = await eventsOf(() => send('WithoutRedrive', { throw: true }));

    expect(events).toHaveLength(3);
    expect(await stack.messages('WithoutRedrive')).toHaveLength(1);
  });

  it('of a FIFO queue has its group and its sequence number', async () => {
    const [event] = await eventsOf(() => send('Sorted', 'first', { MessageGroupId: 'g' }));

    expect(event?.Records[0]?.attributes).toMatchObject({
      MessageGroupId: 'g',
      SequenceNumber: expect.stringMatching(/^\d+$/),
      MessageDeduplicationId: expect.any(String),
    });
  });

  it('is sent through a topic with SqsSubscription', async () => {
    const events = await eventsOf(() =>
      sns.send(new PublishCommand({ TopicArn: stack.physicalId('News'), Message: 'hello' })),
    );

    expect(events.map(({ Records }) => JSON.parse(Records[0]?.body ?? ''))).toMatchObject([
      { Type: 'Notification', Message: 'hello' },
    ]);
  });
});

describe('a message from a traced producer', () => {
  it('links the trace of the consumer with that of the producer', async () => {
    let producer: string | undefined;
    const [event] = await eventsOf(async () => {
      producer = (await stack.invoke('Producer', { id: 'T-1' })).traceId;
    });

    const header = event?.Records[0]?.attributes.AWSTraceHeader ?? '';
    expect(header).toMatch(new RegExp(`^Root=${producer};Parent=[0-9a-f]{16};Sampled=1$`));

    const sending = stack.trace(producer ?? '').subsegment('SQS');
    const [link] = sending.links as { trace_id: string; id: string; attributes: Record<string, unknown> }[];
    expect(link).toEqual({
      trace_id: expect.any(String),
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      attributes: {
        'aws.xray.reserved.reference_type': 'child',
        'aws.xray.reserved.type': 'AWS::Lambda',
        'aws.xray.reserved.names': [expect.stringMatching(/^local-Consumer-/)],
        'aws.xray.reserved.received_event_end_time': expect.any(Number),
        'aws.xray.reserved.dwell_end_time': expect.any(Number),
      },
    });
    expect(link?.trace_id).not.toBe(producer);

    const consumer = stack.trace(link?.trace_id ?? '').segment('AWS::Lambda');
    expect(consumer).toMatchObject({ id: link?.id, links: [{ trace_id: producer, id: sending.id }] });
    expect(consumer.parent_id).toBeUndefined();
  });

  it('has the trace header of SendMessage, and unchanged characters', async () => {
    const StringValue = 'Root=1-5e1b4151-5ac6c58f3c4a3a1a5e1b4151;Parent=53995c3f42cd8ad8;Sampled=1';
    const note = '😀 𝄞 \u{10ffff}';

    const [event] = await eventsOf(() =>
      send('Orders', { note }, { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue } } }),
    );

    expect(event?.Records[0]?.attributes.AWSTraceHeader).toBe(StringValue);
    expect(JSON.parse(event?.Records[0]?.body ?? '')).toEqual({ note });
  });

  it('draws a dashed edge from the queue to the consumer on the service map', async () => {
    await stack.invoke('Producer', { id: 'T-2' });
    await stack.settled();

    const [edge] = stack.serviceMap().edges.filter(({ isLink }) => isLink);
    expect(edge).toMatchObject({ from: 'AWS::SQS::Queue Orders', to: 'AWS::Lambda Consumer', requests: 0 });
  });
});

describe('event source mappings', () => {
  it('are listed by function and by queue, as on AWS', async () => {
    const { EventSourceMappings: all = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: stack.physicalId('Consumer') }),
    );
    const ofOrders = all.find(({ EventSourceArn }) => EventSourceArn?.includes('Orders'));

    expect(ofOrders).toEqual({
      EventSourceArn: expect.stringMatching(/:sqs:.*Orders/),
      UUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${ofOrders?.UUID}`,
      FunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${stack.physicalId('Consumer')}`,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: { Filters: [{ Pattern: expect.any(String) }] },
      LastModified: expect.any(Date),
      State: 'Enabled',
      StateTransitionReason: 'USER_INITIATED',
    });
    const { EventSourceMappings: found } = await lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: ofOrders?.EventSourceArn }),
    );
    expect(found).toEqual([ofOrders]);
    expect(await lambda.send(new GetEventSourceMappingCommand({ UUID: ofOrders?.UUID }))).toMatchObject({
      ...ofOrders,
    });
  });

  it('are listed in pages', async () => {
    const first = await lambda.send(new ListEventSourceMappingsCommand({ MaxItems: 1 }));
    const second = await lambda.send(new ListEventSourceMappingsCommand({ MaxItems: 1, Marker: first.NextMarker }));

    expect(second.EventSourceMappings?.[0]?.UUID).toBe(first.NextMarker);
  });

  it('cannot be created or changed by a call, which returns an error with its name', async () => {
    const made = lambda.send(new CreateEventSourceMappingCommand({ FunctionName: 'f' }));

    await expect(made).rejects.toThrow('samtrace does not support CreateEventSourceMapping of Lambda.');
    await expect(lambda.send(new GetEventSourceMappingCommand({ UUID: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
