import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from './world.ts';

// What AWS does, as LocalStack's AWS-validated tests of SQS and their snapshots have it (2025). The inputs are our own.
let world: World;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world[Symbol.asyncDispose]());

const newQueue = () => world.queue(`queue-${++count}`);
const newFifo = (attributes: Record<string, string> = {}) =>
  world.queue(`queue-${++count}.fifo`, { FifoQueue: 'true', ContentBasedDeduplication: 'true', ...attributes });
const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  world.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> =>
  (await world.client.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const giveBack = (QueueUrl: string, message: Message | undefined) =>
  world.client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }),
  );

/** Sends messages such as `a1` to the group that the first letter names. */
async function sendInGroups(url: string, ...messages: string[]): Promise<void> {
  for (const body of messages) await send(url, body, { MessageGroupId: body.charAt(0) });
}

describe('a FIFO queue', () => {
  it('returns as many messages of one group as possible before those of the next', async () => {
    const url = await newFifo();
    await sendInGroups(url, 'a1', 'b1', 'a2', 'a3');

    expect(bodies(await receive(url, { MaxNumberOfMessages: 10 }))).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('returns the other groups before a group that was received', async () => {
    const url = await newFifo();
    await sendInGroups(url, 'a1', 'b1', 'b2', 'c1', 'a2');
    const first = await receive(url, { MaxNumberOfMessages: 3, VisibilityTimeout: 0 });
    const second = await receive(url, { MaxNumberOfMessages: 10, VisibilityTimeout: 0 });

    expect(bodies(first)).toEqual(['a1', 'a2', 'b1']);
    expect(bodies(second)).toEqual(['c1', 'a1', 'a2', 'b1', 'b2']);
  });

  it('returns a message that was released again, although a later one of its group is in flight', async () => {
    const url = await newFifo();
    await sendInGroups(url, 'a1', 'a2', 'b1');
    const [first] = await receive(url, { MaxNumberOfMessages: 2 });
    await giveBack(url, first);

    expect(bodies(await receive(url, { MaxNumberOfMessages: 3 }))).toEqual(['b1', 'a1']);
  });

  it('has the delay of the queue for a message with the delay 0', async () => {
    const url = await newFifo({ DelaySeconds: '5' });
    await send(url, 'late', { MessageGroupId: 'a', DelaySeconds: 0 });
    const before = await receive(url);
    world.later(6);

    expect([bodies(before), bodies(await receive(url))]).toEqual([[], ['late']]);
  });

  it('removes the deduplication IDs when it is purged', async () => {
    const url = await newFifo();
    await send(url, 'same', { MessageGroupId: 'a' });
    await world.client.send(new PurgeQueueCommand({ QueueUrl: url }));
    await send(url, 'same', { MessageGroupId: 'a' });

    expect(bodies(await receive(url))).toEqual(['same']);
  });

  it.each([
    [{ MessageDeduplicationId: 'd' }, 'The request must contain the parameter MessageGroupId.'],
    [{ MessageGroupId: 'g' }, 'The queue should either have ContentBasedDeduplication enabled'],
  ])('rejects a complete batch if an entry has only %j', async (entry, message) => {
    const url = await newFifo({ ContentBasedDeduplication: 'false' });
    const whole = { Id: '1', MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId: '1' };
    const Entries = [whole, { Id: '2', MessageBody: 'y', ...entry }];

    await expect(world.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))).rejects.toThrow(message);
    expect(await receive(url)).toEqual([]);
  });

  it('is created with FifoQueue in any case of letters, and keeps its type', async () => {
    const url = await newFifo({ FifoQueue: 'True', ContentBasedDeduplication: 'True' });
    const set = (FifoQueue: string) =>
      world.client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { FifoQueue } }));

    await sendInGroups(url, 'a1');
    await set('true');
    await expect(set('false')).rejects.toThrow('Modifying queue type is not supported.');
  });

  it('deletes a message only while it is in flight', async () => {
    const url = await newFifo();
    await sendInGroups(url, 'a1');
    const remove = (message: Message | undefined) =>
      world.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    const [first] = await receive(url, { VisibilityTimeout: 1 });
    world.later(2);
    await expect(remove(first)).rejects.toThrow('Reason: The receipt handle has expired.');
    const [second] = await receive(url);
    await expect(remove(first)).rejects.toThrow('Reason: The receipt handle has expired.');
    await remove(second);

    await expect(remove(second)).resolves.toBeDefined();
  });
});

describe('a standard queue', () => {
  it('cannot become a FIFO queue', async () => {
    const input = { QueueUrl: await newQueue(), Attributes: { FifoQueue: 'true' } };

    await expect(world.client.send(new SetQueueAttributesCommand(input))).rejects.toThrow(
      'Unknown Attribute FifoQueue.',
    );
  });

  it.each(['DeduplicationScope', 'FifoThroughputLimit'])('rejects %s', async (name) => {
    const value = name === 'DeduplicationScope' ? 'queue' : 'perQueue';

    await expect(world.queue(`queue-${++count}`, { [name]: value })).rejects.toThrow(
      `You can specify the ${name} only when FifoQueue is set to true.`,
    );
  });

  it('allows a receiver to extend an expired visibility timeout, but not one that it has ended', async () => {
    const url = await newQueue();
    await send(url, 'x');
    const [message] = await receive(url, { VisibilityTimeout: 1 });
    world.later(2);
    const extend = () =>
      world.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 30,
        }),
      );
    await extend();

    expect(await receive(url)).toEqual([]);
    await giveBack(url, message);
    await expect(extend()).rejects.toMatchObject({ name: 'MessageNotInflight' });
  });
});

describe('an attribute of a message', () => {
  it('can have a name in any script, and is selected by an asterisk', async () => {
    const url = await newQueue();
    const MessageAttributes = { 'größe.1': { DataType: 'String', StringValue: 'L' } };
    await send(url, 'x', { MessageAttributes });
    const [message] = await receive(url, { MessageAttributeNames: ['*'] });

    expect(message?.MessageAttributes).toEqual(MessageAttributes);
  });

  it.each([
    ['', "Message (user) attribute 'a' must contain a non-empty value of type 'String'."],
    ['\b', "The value of the message attribute 'a' has invalid characters."],
  ])('cannot have the value %j', async (StringValue, message) => {
    const url = await newQueue();
    const answer = send(url, 'x', { MessageAttributes: { a: { DataType: 'String', StringValue } } });

    await expect(answer).rejects.toMatchObject({
      message: expect.stringContaining(message),
      Code: 'InvalidParameterValue',
    });
  });
});

describe('an answer', () => {
  it('to a batch has no empty list', async () => {
    const QueueUrl = await newQueue();
    const answer = await fetch(QueueUrl, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=PERSON/20261122/us-east-1/sqs/aws4_request',
        'x-amz-target': 'AmazonSQS.SendMessageBatch',
        'content-type': 'application/x-amz-json-1.0',
      },
      body: JSON.stringify({ QueueUrl, Entries: [{ Id: '1', MessageBody: 'x' }] }),
    });

    expect(Object.keys((await answer.json()) as object)).toEqual(['Successful']);
  });

  it.each([
    [{ MaxNumberOfMessages: 11 }, 'Must be between 1 and 10, if provided.'],
    [{ WaitTimeSeconds: 21 }, 'Must be >= 0 and <= 20, if provided.'],
  ])('to %j contains the limits', async (input, message) => {
    await expect(receive(await newQueue(), input)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      Code: 'InvalidParameterValue',
    });
  });
});
