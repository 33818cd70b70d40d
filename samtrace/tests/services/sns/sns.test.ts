import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import type { Delivery, Undelivered } from '../../../src/aws/delivery.ts';
import { Pending } from '../../../src/aws/pending.ts';
import { createSns } from '../../../src/services/sns/service.ts';
import { type Api, startApi } from '../../support/api.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';
const DEAD_LETTERS = 'arn:aws:sqs:us-east-1:000000000000:dead';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const NOW_MS = Date.UTC(2026, 10, 28, 6, 30);

const deliveries: Delivery[] = [];
const undelivered: Undelivered[] = [];
const policies: string[] = [];
let reject: (delivery: Delivery) => string | undefined = () => undefined;
const pending = new Pending();
const sns = createSns({
  account: DEFAULT_ACCOUNT,
  now: () => NOW_MS,
  pending,
  async send(delivery) {
    const reason = reject(delivery);
    if (reason !== undefined) throw new Error(reason);
    deliveries.push(delivery);
  },
  undelivered: (failure) => undelivered.push(failure),
  setTopicPolicy: (topicArn, policy) => policies.push(`${topicArn} ${policy}`),
});
let api: Api;
let client: SNSClient;
let topicArn: string;
let topics = 0;

beforeAll(async () => {
  api = await startApi(sns.api);
  client = new SNSClient(api.client);
});
afterAll(async () => {
  client.destroy();
  await api.stop();
});
beforeEach(async () => {
  reject = () => undefined;
  for (const list of [deliveries, undelivered, policies]) list.length = 0;
  topics += 1;
  topicArn = (await client.send(new CreateTopicCommand({ Name: `topic-${topics}` }))).TopicArn ?? '';
});

const subscribe = async (Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}) =>
  (await client.send(new SubscribeCommand({ TopicArn: topicArn, Protocol, Endpoint, Attributes }))).SubscriptionArn ??
  '';

/** Publishes, and waits until the message has been delivered. */
async function publish(input: Omit<PublishCommandInput, 'TopicArn'>) {
  const { MessageId } = await client.send(new PublishCommand({ TopicArn: topicArn, ...input }));
  await pending.idle();
  return MessageId;
}

describe('Publish', () => {
  it('invokes a subscribed function with the event that AWS documents', async () => {
    const subscriptionArn = await subscribe('lambda', FUNCTION);
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'new' } };

    const messageId = await publish({ Message: 'hello', Subject: 'Greeting', MessageAttributes });

    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toMatchObject({
      targetArn: FUNCTION,
      sender: { principal: 'sns.amazonaws.com', sourceArn: topicArn },
    });
    expect(JSON.parse(deliveries[0]?.body ?? '')).toEqual({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscriptionArn,
          Sns: {
            SignatureVersion: '1',
            Timestamp: '2026-11-28T06:30:00.000Z',
            Signature: expect.any(String),
            SigningCertUrl: expect.stringMatching(/^https:\/\/sns\.us-east-1\.amazonaws\.com\/.+\.pem$/),
            MessageId: messageId,
            Message: 'hello',
            MessageAttributes: { kind: { Type: 'String', Value: 'new' } },
            Type: 'Notification',
            UnsubscribeUrl: expect.stringContaining(`SubscriptionArn=${subscriptionArn}`),
            TopicArn: topicArn,
            Subject: 'Greeting',
          },
        },
      ],
    });
  });

  it('sends the subject null to a function if there is none, and no subject to a queue', async () => {
    await subscribe('lambda', FUNCTION);
    await subscribe('sqs', QUEUE);

    await publish({ Message: 'hello' });

    const [event, body] = deliveries.map((delivery) => JSON.parse(delivery.body));
    expect(event.Records[0].Sns.Subject).toBeNull();
    expect(body).not.toHaveProperty('Subject');
    expect(Object.keys(body)).toEqual(
      'Type MessageId TopicArn Message Timestamp SignatureVersion Signature SigningCertURL UnsubscribeURL'.split(' '),
    );
  });

  it('sends the unchanged message with raw delivery, and its attributes as attributes of SQS', async () => {
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    const MessageAttributes = { price: { DataType: 'Number', StringValue: '5' } };

    await publish({ Message: 'plain', MessageAttributes });

    expect(deliveries).toMatchObject([{ targetArn: QUEUE, body: 'plain', messageAttributes: MessageAttributes }]);
  });

  it('shows the message for an email address, and does not send it', async () => {
    await client.send(
      new SetTopicAttributesCommand({ TopicArn: topicArn, AttributeName: 'DisplayName', AttributeValue: 'Alerts' }),
    );
    await subscribe('email', 'someone@example.com');

    await publish({ Message: 'It failed.', Subject: 'A failure' });

    expect(deliveries).toEqual([]);
    expect(sns.emails().at(-1)).toMatchObject({
      to: 'someone@example.com',
      from: 'Alerts <no-reply@sns.amazonaws.com>',
      subject: 'A failure',
      text: 'It failed.',
      topicArn,
      sentMs: NOW_MS,
    });
  });

  it('passes on the trace header of the caller unchanged', async () => {
    await subscribe('sqs', QUEUE);
    const traceHeader = 'Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1';
    const traced = new SNSClient(api.client);
    traced.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amzn-trace-id'] = traceHeader;
        return next(args);
      },
      { step: 'build' },
    );

    await traced.send(new PublishCommand({ TopicArn: topicArn, Message: 'traced' }));
    await pending.idle();

    expect(deliveries).toMatchObject([{ traceHeader }]);
    traced.destroy();
  });

  it('sends the text for the protocol if the message has a structure', async () => {
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    await subscribe('email', 'someone@example.com');

    const Message = JSON.stringify({ default: 'short', sqs: '{"field":"value"}' });
    await publish({ Message, MessageStructure: 'json' });

    expect(deliveries.map(({ body }) => body)).toEqual(['{"field":"value"}']);
    expect(sns.emails().at(-1)?.text).toBe('short');
  });

  it.each<[string, Omit<PublishCommandInput, 'TopicArn'>, string]>([
    ['an empty message', { Message: '' }, 'Invalid parameter: Empty message'],
    ['a message over 256 KiB', { Message: 'x'.repeat(256 * 1024 + 1) }, 'Invalid parameter: Message too long'],
    ['a subject of two lines', { Message: 'm', Subject: 'a\nb' }, 'Invalid parameter: Subject'],
    [
      'a structure without default',
      { Message: '{"sqs":"x"}', MessageStructure: 'json' },
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    ],
  ])('refuses %s as SNS does', async (_, input, message) => {
    await expect(publish(input)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
  });

  it('returns an error for a topic that does not exist', async () => {
    const missing = client.send(new PublishCommand({ TopicArn: `${topicArn}x`, Message: 'm' }));

    await expect(missing).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
  });
});

describe('a filter policy', () => {
  const received = () => deliveries.map(({ body }) => body);

  it('selects messages by their attributes', async () => {
    const policy = { kind: ['new'], price: [{ numeric: ['>', 1, '<=', 5] }], tags: [{ prefix: 'a' }] };
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify(policy) });
    const attributes = (kind: string, price: string, tags: string[]) => ({
      kind: { DataType: 'String', StringValue: kind },
      price: { DataType: 'Number', StringValue: price },
      tags: { DataType: 'String.Array', StringValue: JSON.stringify(tags) },
    });

    await publish({ Message: 'fits', MessageAttributes: attributes('new', '5', ['b', 'ab']) });
    await publish({ Message: 'old', MessageAttributes: attributes('old', '5', ['ab']) });
    await publish({ Message: 'dear', MessageAttributes: attributes('new', '6', ['ab']) });
    await publish({ Message: 'without attributes' });

    expect(received()).toEqual(['fits']);
  });

  it('selects messages by their body', async () => {
    const FilterPolicy = JSON.stringify({ order: { state: ['paid'] } });
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true', FilterPolicy, FilterPolicyScope: 'MessageBody' });

    await publish({ Message: '{"order":{"state":"paid"}}' });
    await publish({ Message: '{"order":{"state":"open"}}' });
    await publish({ Message: 'no JSON' });

    expect(received()).toEqual(['{"order":{"state":"paid"}}']);
  });

  it('can be changed, and removed with an empty value', async () => {
    const SubscriptionArn = await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    const set = (AttributeValue: string) =>
      client.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue }),
      );

    await set('{"kind":["new"]}');
    await publish({ Message: 'filtered' });
    await set('');
    await publish({ Message: 'unfiltered' });

    expect(received()).toEqual(['unfiltered']);
  });

  // Recorded on AWS: LocalStack, tests/aws/services/sns/test_sns_filter_policy.snapshot.json.
  it.each<[string, Record<string, string>, string]>([
    [
      'with an unknown operator',
      { FilterPolicy: '{"key":[{"wrong-operator":true}]}' },
      'Invalid parameter: Attributes Reason: FilterPolicy: Unrecognized match type wrong-operator',
    ],
    [
      'with more than five keys',
      { FilterPolicy: JSON.stringify(Object.fromEntries([...'abcdef'].map((key) => [key, ['x']]))) },
      'Invalid parameter: Attributes Reason: FilterPolicy: Filter policy can not have more than 5 keys',
    ],
    [
      'that nests, over attributes',
      { FilterPolicy: '{"a":{"b":["c"]}}' },
      'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
    ],
    [
      'with an unknown scope',
      { FilterPolicy: '{"a":["b"]}', FilterPolicyScope: 'RandomValue' },
      'Invalid parameter: FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes',
    ],
  ])('%s is refused as SNS does', async (_, attributes, message) => {
    await expect(subscribe('sqs', QUEUE, attributes)).rejects.toMatchObject({ message });
  });
});

describe('a notification that cannot be delivered', () => {
  it('is sent to the dead-letter queue of its subscription', async () => {
    reject = ({ targetArn }) => (targetArn === FUNCTION ? 'Function not found' : undefined);
    await subscribe('lambda', FUNCTION, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD_LETTERS }) });

    await publish({ Message: 'hello' });

    expect(deliveries.map(({ targetArn }) => targetArn)).toEqual([DEAD_LETTERS]);
    expect(JSON.parse(deliveries[0]?.body ?? '')).toMatchObject({ Type: 'Notification', Message: 'hello' });
    expect(undelivered).toEqual([]);
  });

  it('is reported if there is no dead-letter queue', async () => {
    reject = () => 'Function not found';
    await subscribe('lambda', FUNCTION);

    await publish({ Message: 'hello' });

    const sender = { principal: 'sns.amazonaws.com', sourceArn: topicArn };
    expect(undelivered).toEqual([{ sender, targetArn: FUNCTION, reason: 'Function not found' }]);
  });
});

describe('PublishBatch', () => {
  it('publishes each valid entry, and returns an error for each of the others', async () => {
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    const PublishBatchRequestEntries = [
      { Id: 'one', Message: 'first' },
      { Id: 'two', Message: 'second', Subject: '' },
    ];

    const answer = await client.send(new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries }));
    await pending.idle();

    expect(answer.Successful).toEqual([{ Id: 'one', MessageId: expect.any(String) }]);
    expect(answer.Failed).toEqual([
      { Id: 'two', Code: 'InvalidParameter', Message: 'Invalid parameter: Subject', SenderFault: true },
    ]);
    expect(deliveries.map(({ body }) => body)).toEqual(['first']);
  });

  it('accepts at most ten entries, with different IDs', async () => {
    const batch = (ids: string[]) =>
      client.send(
        new PublishBatchCommand({
          TopicArn: topicArn,
          PublishBatchRequestEntries: ids.map((Id) => ({ Id, Message: 'm' })),
        }),
      );

    await expect(batch([...'abcdefghijk'])).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequestException' });
    await expect(batch(['a', 'a'])).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinctException' });
  });
});

describe('a FIFO topic', () => {
  it('delivers a message once within five minutes, in its group', async () => {
    const Attributes = { FifoTopic: 'true', ContentBasedDeduplication: 'true' };
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: `fifo-${topics}.fifo`, Attributes }));
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `${QUEUE}.fifo` }));
    const send = () => client.send(new PublishCommand({ TopicArn, Message: 'once', MessageGroupId: 'g' }));

    const first = await send();
    const second = await send();
    await pending.idle();

    expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    expect(deliveries).toMatchObject([{ messageGroupId: 'g', messageDeduplicationId: expect.any(String) }]);
    const ungrouped = client.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await expect(ungrouped).rejects.toThrow('The MessageGroupId parameter is required for FIFO topics');
  });
});

describe('topics and subscriptions', () => {
  it('are described as on AWS', async () => {
    const SubscriptionArn = await subscribe('sqs', QUEUE);

    const topic = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
    const subscription = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));

    expect(topic.Attributes).toMatchObject({
      TopicArn: topicArn,
      Owner: '000000000000',
      DisplayName: '',
      SubscriptionsConfirmed: '1',
      Policy: expect.stringContaining('__default_policy_ID'),
    });
    expect(subscription.Attributes).toEqual({
      ConfirmationWasAuthenticated: 'true',
      Endpoint: QUEUE,
      Owner: '000000000000',
      PendingConfirmation: 'false',
      Protocol: 'sqs',
      RawMessageDelivery: 'false',
      SubscriptionArn,
      SubscriptionPrincipal: 'arn:aws:iam::000000000000:root',
      TopicArn: topicArn,
    });
  });

  it('are listed until they are deleted', async () => {
    const SubscriptionArn = await subscribe('sqs', QUEUE);
    const list = async () =>
      (await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }))).Subscriptions;

    expect(await list()).toEqual([
      { SubscriptionArn, TopicArn: topicArn, Protocol: 'sqs', Endpoint: QUEUE, Owner: '000000000000' },
    ]);
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    expect(await list()).toEqual([]);
    const { Topics } = await client.send(new ListTopicsCommand({}));
    expect(Topics).toContainEqual({ TopicArn: topicArn });
  });

  it('are the same if they are created again', async () => {
    const again = await client.send(new CreateTopicCommand({ Name: `topic-${topics}` }));
    const first = await subscribe('sqs', QUEUE);

    expect(again.TopicArn).toBe(topicArn);
    expect(await subscribe('sqs', QUEUE)).toBe(first);
  });

  it('keep their tags', async () => {
    const Tags = [{ Key: 'team', Value: 'orders & more' }];
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: `tagged-${topics}`, Tags }));

    expect((await client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }))).Tags).toEqual(Tags);
  });

  it.each([
    ['an unknown protocol', 'test-protocol', 'x', 'Amazon SNS does not support this protocol string: test-protocol'],
    ['a protocol that samtrace does not support', 'http', 'http://example.com', 'subscriptions with the protocol http'],
    ['a text that is no address', 'email', 'someone', 'Invalid parameter: Email address'],
  ])('reject %s', async (_, protocol, endpoint, message) => {
    await expect(subscribe(protocol, endpoint)).rejects.toThrow(message);
  });

  it('report a new policy to the listener', async () => {
    const policy = JSON.stringify({ Statement: [] });
    await client.send(
      new SetTopicAttributesCommand({ TopicArn: topicArn, AttributeName: 'Policy', AttributeValue: policy }),
    );

    expect(policies).toEqual([`${topicArn} ${policy}`]);
  });
});
