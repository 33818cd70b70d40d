import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  type Message,
  PurgeQueueCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { createSqs } from '../../../src/services/sqs/service.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world[Symbol.asyncDispose]());

const newQueue = (attributes?: Record<string, string>, suffix = '') =>
  world.queue(`queue-${++count}${suffix}`, attributes);
const newFifo = (attributes: Record<string, string> = {}) => newQueue({ FifoQueue: 'true', ...attributes }, '.fifo');
const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  world.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> =>
  (await world.client.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const attributesOf = async (QueueUrl: string, ...AttributeNames: QueueAttributeName[]) =>
  (await world.client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
const arnOf = async (url: string) => (await attributesOf(url, 'QueueArn'))?.QueueArn ?? '';

describe("a queue's URL", () => {
  it('has the host of the request, because the SDK sends to the host of the URL', async () => {
    const url = await newQueue();
    const name = url.split('/').at(-1) ?? '';

    expect(url).toBe(`${world.endpoint}/000000000000/${name}`);
    expect((await world.client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl).toBe(url);
    expect((await world.client.send(new ListQueuesCommand({ QueueNamePrefix: name }))).QueueUrls).toEqual([url]);
  });

  it('is the same if the queue is created again with the same attributes', async () => {
    const url = await newQueue({ VisibilityTimeout: '10' });
    const name = url.split('/').at(-1) ?? '';

    expect(await world.queue(name, { VisibilityTimeout: '10' })).toBe(url);
    await expect(world.queue(name, { VisibilityTimeout: '20' })).rejects.toMatchObject({ name: 'QueueNameExists' });
  });

  it.each([
    ['is not there', () => new GetQueueUrlCommand({ QueueName: 'missing' })],
    ['is of another account', () => new ReceiveMessageCommand({ QueueUrl: `${world.endpoint}/111111111111/queue-1` })],
    [
      'is not there, for a message',
      () => new SendMessageCommand({ QueueUrl: `${world.endpoint}/000000000000/missing`, MessageBody: 'x' }),
    ],
  ])('of a queue that %s is an error', async (_, command) => {
    await expect(world.client.send(command() as GetQueueUrlCommand)).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });
});

describe('a message', () => {
  it('can have every character that SQS allows, also those above U+FFFF', async () => {
    const url = await newQueue();
    const text = 'tab\t, lines\r\n, 注文, \u{1F600}, \u{10FFFF}, \uE000\uFFFD';
    await send(url, text, { MessageAttributes: { emoji: { DataType: 'String', StringValue: '\u{1F600}' } } });

    const [message] = await receive(url, { MessageAttributeNames: ['All'] });
    expect(message?.Body).toBe(text);
    expect(message?.MessageAttributes?.emoji?.StringValue).toBe('\u{1F600}');
    for (const bad of ['\u0000', '\u0008', '\uFFFE', '\uFFFF']) {
      await expect(send(url, bad)).rejects.toMatchObject({ name: 'InvalidMessageContents' });
    }
  });

  it('keeps its trace header, and returns it with the other system attributes on request', async () => {
    const url = await newQueue();
    const StringValue = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
    const sent = await send(url, 'x', {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue } },
    });
    const [one] = await receive(url, { MessageSystemAttributeNames: ['AWSTraceHeader'], VisibilityTimeout: 0 });
    const [all] = await receive(url, { AttributeNames: ['All'], VisibilityTimeout: 0 });
    const [none] = await receive(url);

    // The MD5 of boto3's and AWS's own algorithm for this attribute.
    expect(sent.MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/);
    expect(one?.Attributes).toEqual({ AWSTraceHeader: StringValue });
    expect(all?.Attributes).toMatchObject({
      AWSTraceHeader: StringValue,
      SenderId: '000000000000',
      ApproximateReceiveCount: '2',
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
    });
    expect(none?.Attributes).toBeUndefined();
  });

  it('returns only the requested attributes, and their MD5', async () => {
    const url = await newQueue();
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const binary = { DataType: 'Binary', BinaryValue: Buffer.from([0, 1]) };
    const MessageAttributes = {
      'order.id': text('A-7'),
      'order.size': { DataType: 'Number', StringValue: '3' },
      raw: binary,
    };
    await send(url, 'x', { MessageAttributes });
    const asked = async (...MessageAttributeNames: string[]) => {
      // The SDK itself checks the MD5 of the body, and we the one of the attributes below.
      const [message] = await receive(url, { MessageAttributeNames, VisibilityTimeout: 0 });
      return [Object.keys(message?.MessageAttributes ?? {}), message?.MD5OfMessageAttributes] as const;
    };

    expect(await asked()).toEqual([[], undefined]);
    expect((await asked('raw'))[0]).toEqual(['raw']);
    expect((await asked('order.*'))[0]).toEqual(['order.id', 'order.size']);
    expect((await asked('All'))[0]).toEqual(['order.id', 'order.size', 'raw']);
    expect((await asked('missing'))[1]).toBeUndefined();
    expect((await asked('All'))[1]).not.toBe((await asked('raw'))[1]);
  });

  it('has the MD5 of attributes in the documentation of the algorithm', async () => {
    // From the test of AWS's JavaScript SDK v2 for this algorithm: one attribute "timestamp" of the type Number.
    const url = await newQueue();
    const MessageAttributes = { timestamp: { DataType: 'Number', StringValue: '1493147359900' } };

    const { MD5OfMessageAttributes, MD5OfMessageBody } = await send(url, 'derp', { MessageAttributes });
    expect(MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c');
    expect(MD5OfMessageBody).toBe('58fd9edd83341c29f1aebba81c31e257');
  });

  it('can be received once in its visibility timeout, and again after it', async () => {
    const url = await newQueue({ VisibilityTimeout: '30' });
    await send(url, 'x');
    const counts = async () =>
      Object.values(
        (await attributesOf(url, 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible')) ?? {},
      );

    expect(await counts()).toEqual(['1', '0']);
    expect(bodies(await receive(url))).toEqual(['x']);
    expect(await counts()).toEqual(['0', '1']);
    expect(await receive(url)).toEqual([]);
    world.later(31);
    expect(await counts()).toEqual(['1', '0']);
    const [again] = await receive(url, { AttributeNames: ['All'] });
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  it('is deleted with the newest receipt handle or an older one', async () => {
    const url = await newQueue();
    await send(url, 'x');
    const [first] = await receive(url, { VisibilityTimeout: 0 });
    const [second] = await receive(url);
    expect(first?.ReceiptHandle).not.toBe(second?.ReceiptHandle);
    const ReceiptHandle = first?.ReceiptHandle;

    await world.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    await world.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));

    expect(await attributesOf(url, 'ApproximateNumberOfMessagesNotVisible')).toEqual({
      ApproximateNumberOfMessagesNotVisible: '0',
    });
    const wrong = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'wrong' });
    await expect(world.client.send(wrong)).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  it('can change its visibility timeout while it is in flight', async () => {
    const url = await newQueue();
    await send(url, 'x');
    const [message] = await receive(url);
    const change = (VisibilityTimeout: number) =>
      world.client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }),
      );

    await change(0);
    await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' });
    expect(bodies(await receive(url))).toEqual(['x']);
    await expect(change(43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('can be delayed with its own delay or the delay of its queue', async () => {
    const url = await newQueue({ DelaySeconds: '60' });
    await send(url, 'by the queue');
    await send(url, 'now', { DelaySeconds: 0 });

    expect(await attributesOf(url, 'ApproximateNumberOfMessagesDelayed')).toEqual({
      ApproximateNumberOfMessagesDelayed: '1',
    });
    expect(bodies(await receive(url, { MaxNumberOfMessages: 10 }))).toEqual(['now']);
    world.later(61);
    expect(bodies(await receive(url))).toContain('by the queue');
  });

  it('expires after the retention period', async () => {
    const url = await newQueue({ MessageRetentionPeriod: '60' });
    await send(url, 'x');
    world.later(61);

    expect(await receive(url)).toEqual([]);
  });

  it('ends a long poll after its time, also if the clock is set back meanwhile', async () => {
    const waiting = world.sqs.receiveMessages(await arnOf(await newQueue()), { max: 1, waitSeconds: 1 });
    world.later(-3_600);

    expect(await waiting).toEqual([]);
    world.later(3_600);
  });

  it('ends long polling when it arrives', async () => {
    const url = await newQueue();
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await send(url, 'x');

    expect(bodies(await waiting)).toEqual(['x']);
  });

  it.each<[string, Partial<SendMessageCommandInput>, string]>([
    ['no body', { MessageBody: '' }, 'MissingParameter'],
    ['more than 1 MiB', { MessageBody: 'x'.repeat(1024 * 1024 + 1) }, 'InvalidParameterValue'],
    ['a long delay', { DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['a deduplication id', { MessageDeduplicationId: 'x' }, 'InvalidParameterValue'],
    [
      'a number that is none',
      { MessageAttributes: { n: { DataType: 'Number', StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
    [
      'an attribute without a value',
      { MessageAttributes: { n: { DataType: 'String', StringValue: '' } } },
      'InvalidParameterValue',
    ],
    [
      'an attribute of AWS',
      { MessageAttributes: { 'AWS.x': { DataType: 'String', StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
  ])('with %s is refused', async (_, input, name) => {
    await expect(send(await newQueue(), 'x', input)).rejects.toMatchObject({ name });
  });
});

describe('a batch', () => {
  it('is processed entry by entry', async () => {
    const url = await newQueue();
    const Entries = [
      { Id: 'good', MessageBody: 'x' },
      { Id: 'bad', MessageBody: '\u0000' },
    ];
    const sent = await world.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    const [message] = await receive(url);
    const deleted = await world.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'b', ReceiptHandle: 'wrong' },
        ],
      }),
    );

    expect(sent.Successful).toMatchObject([{ Id: 'good', MD5OfMessageBody: '9dd4e461268c8034f5c8564e155c67a6' }]);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'InvalidMessageContents' }]);
    expect(deleted.Successful).toEqual([{ Id: 'a' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }]);
  });

  it.each([
    ['without entries', [], 'EmptyBatchRequest'],
    [
      'with 11 entries',
      Array.from({ length: 11 }, (_, i) => ({ Id: `i${i}`, MessageBody: 'x' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'with an id twice',
      [
        { Id: 'a', MessageBody: 'x' },
        { Id: 'a', MessageBody: 'y' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    ['with a bad id', [{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
    ['over 1 MiB', [1, 2].map((i) => ({ Id: `i${i}`, MessageBody: 'x'.repeat(600_000) })), 'BatchRequestTooLong'],
  ])('%s is rejected', async (_, Entries, name) => {
    const command = new SendMessageBatchCommand({ QueueUrl: await newQueue(), Entries });
    await expect(world.client.send(command)).rejects.toMatchObject({ name });
  });
});

describe('a dead-letter queue', () => {
  it('gets a message that was received too often, with its ID and its trace header', async () => {
    const dead = await newQueue();
    const url = await newQueue({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await arnOf(dead), maxReceiveCount: 2 }),
    });
    const { MessageId } = await send(url, 'x', {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-0-0' } },
    });
    for (const _ of [1, 2]) expect(bodies(await receive(url, { VisibilityTimeout: 0 }))).toEqual(['x']);

    expect(await receive(url)).toEqual([]);
    const [letter] = await receive(dead, { MessageSystemAttributeNames: ['All'] });
    expect(letter).toMatchObject({
      MessageId,
      Attributes: {
        DeadLetterQueueSourceArn: await arnOf(url),
        AWSTraceHeader: 'Root=1-0-0',
        ApproximateReceiveCount: '3',
      },
    });
    const sources = await world.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
    expect(sources.queueUrls).toEqual([url]);
  });

  it('must be defined by a complete redrive policy', async () => {
    for (const policy of ['x', '{}', '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:q"}']) {
      await expect(newQueue({ RedrivePolicy: policy })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    }
  });
});

describe('a FIFO queue', () => {
  const inGroup = (MessageGroupId: string, MessageDeduplicationId: string) => ({
    MessageGroupId,
    MessageDeduplicationId,
  });

  it('returns the messages of a group in order, and the next only after the earlier ones are deleted', async () => {
    const url = await newFifo();
    for (const [group, body] of [
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
      ['a', 'a3'],
    ] as const) {
      await send(url, body, inGroup(group, body));
    }

    const first = await receive(url, { MaxNumberOfMessages: 2 });
    expect(bodies(first)).toEqual(['a1', 'a2']);
    expect(bodies(await receive(url, { MaxNumberOfMessages: 10 }))).toEqual(['b1']);
    for (const { ReceiptHandle } of first)
      await world.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    expect(bodies(await receive(url, { MaxNumberOfMessages: 10 }))).toEqual(['a3']);
  });

  it('stores a message once in five minutes, by its ID or by its body', async () => {
    const url = await newFifo({ ContentBasedDeduplication: 'true' });
    const one = await send(url, 'same', { MessageGroupId: 'g' });
    const two = await send(url, 'same', { MessageGroupId: 'g' });
    expect([two.MessageId, two.SequenceNumber]).toEqual([one.MessageId, one.SequenceNumber]);

    world.later(301);
    await send(url, 'same', { MessageGroupId: 'g' });
    expect(await attributesOf(url, 'ApproximateNumberOfMessages')).toEqual({ ApproximateNumberOfMessages: '2' });
  });

  it.each<[string, Partial<SendMessageCommandInput>, string]>([
    ['without a group', { MessageDeduplicationId: 'x' }, 'MissingParameter'],
    ['without a way to tell duplicates', { MessageGroupId: 'g' }, 'InvalidParameterValue'],
    ['with a delay of its own', { ...inGroup('g', 'x'), DelaySeconds: 1 }, 'InvalidParameterValue'],
  ])('refuses a message %s', async (_, input, name) => {
    await expect(send(await newFifo(), 'x', input)).rejects.toMatchObject({ name });
  });

  it('has a name that ends with .fifo', async () => {
    await expect(newQueue({ FifoQueue: 'true' })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(newQueue({}, '.fifo')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('the attributes of a queue', () => {
  it('are returned by name, with defaults, or all together', async () => {
    const url = await newQueue();

    expect(await attributesOf(url, 'VisibilityTimeout', 'MaximumMessageSize')).toEqual({
      VisibilityTimeout: '30',
      MaximumMessageSize: '1048576',
    });
    expect(await attributesOf(url)).toBeUndefined();
    expect(Object.keys((await attributesOf(url, 'All')) ?? {}).sort()).toEqual([
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesDelayed',
      'ApproximateNumberOfMessagesNotVisible',
      'CreatedTimestamp',
      'DelaySeconds',
      'LastModifiedTimestamp',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'QueueArn',
      'ReceiveMessageWaitTimeSeconds',
      'SqsManagedSseEnabled',
      'VisibilityTimeout',
    ]);
    await expect(attributesOf(url, 'Unknown' as 'All')).rejects.toMatchObject({ name: 'InvalidAttributeName' });
  });

  it('can be changed within their limits', async () => {
    const url = await newQueue();
    const set = (Attributes: Record<string, string>) =>
      world.client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));

    await set({ VisibilityTimeout: '5' });
    expect(await attributesOf(url, 'VisibilityTimeout')).toEqual({ VisibilityTimeout: '5' });
    await expect(set({ VisibilityTimeout: '43201' })).rejects.toMatchObject({ name: 'InvalidAttributeValue' });
    await expect(set({ Unknown: '1' })).rejects.toMatchObject({ name: 'InvalidAttributeName' });
    await expect(set({ QueueArn: 'x' })).rejects.toMatchObject({ name: 'InvalidAttributeName' });
  });

  it.each(['a b', 'x'.repeat(81), 'a/b', 'a.b'])('do not allow the name %s', async (QueueName) => {
    await expect(world.client.send(new CreateQueueCommand({ QueueName }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });
});

describe('a queue', () => {
  it('can be tagged, purged and deleted', async () => {
    const url = await newQueue();
    await world.client.send(new TagQueueCommand({ QueueUrl: url, Tags: { a: '1', b: '2' } }));
    await world.client.send(new UntagQueueCommand({ QueueUrl: url, TagKeys: ['a'] }));
    expect((await world.client.send(new ListQueueTagsCommand({ QueueUrl: url }))).Tags).toEqual({ b: '2' });

    await send(url, 'x');
    await world.client.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await receive(url)).toEqual([]);

    await world.client.send(new DeleteQueueCommand({ QueueUrl: url }));
    await expect(send(url, 'x')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('is listed in pages', async () => {
    const prefix = 'paged-';
    for (const name of ['c', 'a', 'b']) await world.queue(prefix + name);
    const first = await world.client.send(new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 2 }));
    const second = await world.client.send(
      new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 2, NextToken: first.NextToken }),
    );
    const names = [...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])].map((url) => url.split('/').at(-1));

    expect(names).toEqual(['paged-a', 'paged-b', 'paged-c']);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('another service', () => {
  it('can send, receive, and delete in process, as an event source mapping does', async () => {
    const url = await newQueue();
    const arn = await arnOf(url);
    const told: string[] = [];
    const stop = world.sqs.onMessage((each) => told.push(each));
    const waiting = world.sqs.receiveMessages(arn, { max: 10, waitSeconds: 20 });
    const attributes = { a: { DataType: 'String', StringValue: '1' } };
    await world.sqs.sendMessage(arn, { body: 'record', traceHeader: 'Root=1-0-0', attributes });

    const [message] = await waiting;
    stop();
    expect(told).toEqual([arn]);
    expect(message).toMatchObject({
      Body: 'record',
      Attributes: { AWSTraceHeader: 'Root=1-0-0', ApproximateReceiveCount: '1', SenderId: '000000000000' },
      MessageAttributes: attributes,
    });
    await world.sqs.changeVisibility(arn, message?.ReceiptHandle ?? '', 0);
    const [again] = await receive(url);
    expect(again?.MessageId).toBe(message?.MessageId);
    await world.sqs.deleteMessage(arn, again?.ReceiptHandle ?? '');
    expect(await world.sqs.messages(url.split('/').at(-1) ?? '')).toEqual([]);
    await expect(world.sqs.sendMessage(arn, { body: '\u0000' })).rejects.toThrow('Invalid characters found');
  });

  it('is informed of the policy of a queue, and of its removal', async () => {
    const policies: string[] = [];
    const sqs = createSqs({
      account: DEFAULT_ACCOUNT,
      setQueuePolicy: (arn, policy) => policies.push(`${arn} ${policy}`),
    });
    await sqs.createQueue('q', { Policy: '{}' });
    await sqs.createQueue('q', { Policy: '{}', DelaySeconds: '1' });
    await sqs.createQueue('q', {});
    sqs.stop();

    const arn = 'arn:aws:sqs:us-east-1:000000000000:q';
    expect(policies).toEqual([`${arn} {}`, `${arn} `]);
  });

  it('passes on the trace header of its HTTP request', async () => {
    const url = await newQueue();
    const headers = {
      authorization: 'AWS4-HMAC-SHA256 Credential=K/1/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessage',
      'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
    };
    const body = JSON.stringify({ QueueUrl: url, MessageBody: 'x' });
    expect((await fetch(world.endpoint, { method: 'POST', headers, body })).status).toBe(200);

    const [message] = await receive(url, { MessageSystemAttributeNames: ['AWSTraceHeader'] });
    expect(message?.Attributes?.AWSTraceHeader).toBe(headers['x-amzn-trace-id']);
  });
});

describe('the memory limit', () => {
  it('rejects further messages, and drops none', async () => {
    const sqs = createSqs({ account: DEFAULT_ACCOUNT, maxBytes: 10 });
    const arn = 'arn:aws:sqs:us-east-1:000000000000:q';
    await sqs.createQueue('q', {});
    await sqs.sendMessage(arn, { body: '12345678' });

    await expect(sqs.sendMessage(arn, { body: 'abc' })).rejects.toMatchObject({ code: 'OverLimit' });
    expect(await sqs.messages('q')).toMatchObject([{ body: '12345678' }]);
    const [message] = await sqs.receiveMessages(arn, { max: 1, waitSeconds: 0 });
    await sqs.deleteMessage(arn, message?.ReceiptHandle ?? '');
    await sqs.sendMessage(arn, { body: 'abc' });
    sqs.stop();
  });
});

describe('a restart', () => {
  it('keeps queues and messages, with their receive counts, delays, and attributes', async () => {
    const before = await startWorld();
    const url = await before.queue('kept', { VisibilityTimeout: '60' });
    const sendBefore = (MessageBody: string, more: object = {}) =>
      before.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody, ...more }));
    await sendBefore('first \u{1F600}', { MessageAttributes: { a: { DataType: 'String', StringValue: '1' } } });
    await sendBefore('second');
    await sendBefore('deleted');
    const { Messages = [] } = await before.client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
    );
    const [first, second, deleted] = Messages;
    const release = { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
    await before.client.send(new ChangeMessageVisibilityCommand(release));
    await before.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: deleted?.ReceiptHandle }));

    await using after = await before.restart();
    const kept = await after.client.send(
      new ReceiveMessageCommand({
        QueueUrl: `${after.endpoint}/000000000000/kept`,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    expect(kept.Messages).toMatchObject([
      {
        MessageId: first?.MessageId,
        Body: 'first \u{1F600}',
        Attributes: { ApproximateReceiveCount: '2' },
        MessageAttributes: { a: {} },
      },
    ]);
    await after.sqs.deleteMessage('arn:aws:sqs:us-east-1:000000000000:kept', second?.ReceiptHandle ?? '');
    expect(bodies((await after.sqs.messages('kept')).map(({ body }) => ({ Body: body })))).toEqual(['first \u{1F600}']);
  });

  it('does not open a symbolic link, or a file of another version', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sqs-'));
    const file = join(directory, 'sqs.sqlite');
    const open = () => createSqs({ account: DEFAULT_ACCOUNT, dataDirectory: directory });
    open().stop();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 9');
    database.close();
    expect(open).toThrow(/The stored messages .*sqs\.sqlite cannot be opened: it has version 9/);
    await rm(file);
    await symlink(join(directory, 'elsewhere'), file);
    expect(open).toThrow(/sqs\.sqlite is a symbolic link/);
    await rm(directory, { recursive: true });
  });

  it('resets the attributes of a queue in the template, and keeps its messages', async () => {
    const before = await startWorld();
    await before.sqs.createQueue('template', { VisibilityTimeout: '10' });
    await before.sqs.sendMessage('arn:aws:sqs:us-east-1:000000000000:template', { body: 'kept' });

    await using after = await before.restart();
    await after.sqs.createQueue('template', { VisibilityTimeout: '20' });
    const { VisibilityTimeout } = await after.sqs.queueAttributes('arn:aws:sqs:us-east-1:000000000000:template');
    expect(VisibilityTimeout).toBe('20');
    expect(await after.sqs.messages('template')).toMatchObject([{ body: 'kept' }]);
  });
});
