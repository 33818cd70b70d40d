import {
  CancelMessageMoveTaskCommand,
  DeleteQueueCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from './world.ts';

// Members and texts are those of LocalStack's snapshot `test_sqs_move_task` (2025), unless a test says otherwise.
let world: World;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world[Symbol.asyncDispose]());

const arnOf = (url: string) => `arn:aws:sqs:us-east-1:000000000000:${url.split('/').at(-1)}`;
const receive = async (QueueUrl: string): Promise<Message[]> =>
  (await world.client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 })))
    .Messages ?? [];
const start = (SourceArn: string, more: object = {}) =>
  world.client.send(new StartMessageMoveTaskCommand({ SourceArn, ...more }));
const list = async (SourceArn: string) =>
  (await world.client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }))).Results ?? [];

/** A queue whose messages have all become dead letters. */
async function deadLetters(...bodies: string[]): Promise<{ source: string; letters: string; lettersArn: string }> {
  const name = `queue-${++count}`;
  const letters = await world.queue(`${name}-letters`);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(letters), maxReceiveCount: 1 });
  const source = await world.queue(name, { RedrivePolicy });
  for (const MessageBody of bodies) await world.client.send(new SendMessageCommand({ QueueUrl: source, MessageBody }));
  await receive(source);
  await receive(source);
  return { source, letters, lettersArn: arnOf(letters) };
}

describe('StartMessageMoveTask', () => {
  it('moves dead letters back to the queue from which they came, as new messages', async () => {
    const { source, letters, lettersArn } = await deadLetters('a', 'b');
    const before = await receive(letters);
    const { TaskHandle = '' } = await start(lettersArn);
    const after = await receive(source);

    expect(JSON.parse(Buffer.from(TaskHandle, 'base64').toString())).toMatchObject({ sourceArn: lettersArn });
    expect(after.map(({ Body }) => Body)).toEqual(['a', 'b']);
    expect(after.map(({ MessageId }) => MessageId)).not.toEqual(before.map(({ MessageId }) => MessageId));
    expect(await receive(letters)).toEqual([]);
    expect(await list(lettersArn)).toEqual([
      {
        Status: 'COMPLETED',
        SourceArn: lettersArn,
        ApproximateNumberOfMessagesMoved: 2,
        ApproximateNumberOfMessagesToMove: 2,
        StartedTimestamp: expect.any(Number),
      },
    ]);
  });

  it('moves them to another queue', async () => {
    const { lettersArn } = await deadLetters('a');
    const target = await world.queue(`target-${++count}`);
    await start(lettersArn, { DestinationArn: arnOf(target) });

    expect((await receive(target)).map(({ Body }) => Body)).toEqual(['a']);
    expect(await list(lettersArn)).toMatchObject([{ Status: 'COMPLETED', DestinationArn: arnOf(target) }]);
  });

  it('moves with a limit one message after the other, one task at a time, until it is cancelled', async () => {
    const { lettersArn } = await deadLetters('a', 'b', 'c');
    const { TaskHandle } = await start(lettersArn, { MaxNumberOfMessagesPerSecond: 1 });
    const second = start(lettersArn);
    await expect(second).rejects.toThrow('There is already a task running.');
    const running = await list(lettersArn);
    const cancelled = await world.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));

    expect(running).toMatchObject([{ Status: 'RUNNING', TaskHandle, MaxNumberOfMessagesPerSecond: 1 }]);
    expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(1);
    expect(await list(lettersArn)).toMatchObject([
      { Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 1, ApproximateNumberOfMessagesToMove: 3 },
    ]);
  });

  it('fails if the queue of a message does not exist any more, and keeps the message', async () => {
    const other = await world.queue(`other-${++count}`);
    const { source, letters, lettersArn } = await deadLetters('a');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: lettersArn, maxReceiveCount: 1 });
    await world.queue(`${other.split('/').at(-1)}-source`, { RedrivePolicy });
    await world.client.send(new DeleteQueueCommand({ QueueUrl: source }));
    await start(lettersArn);

    expect(await list(lettersArn)).toMatchObject([
      { Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' },
    ]);
    expect((await receive(letters)).map(({ Body }) => Body)).toEqual(['a']);
  });

  it('fails for a message that was sent to the dead-letter queue itself', async () => {
    const { letters, lettersArn } = await deadLetters();
    await world.client.send(new SendMessageCommand({ QueueUrl: letters, MessageBody: 'x' }));
    await start(lettersArn);

    // The reason is that of public reports.
    expect(await list(lettersArn)).toMatchObject([
      { Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' },
    ]);
  });

  it.each([
    ['a queue that is no dead-letter queue', 'plain', {}, 'Source queue must be configured as a Dead Letter Queue.'],
    ['a queue that does not exist', 'missing', {}, "you specified for the SourceArn parameter doesn't exist."],
  ])('rejects %s', async (_, name, more, message) => {
    await world.queue('plain');

    await expect(start(`arn:aws:sqs:us-east-1:000000000000:${name}`, more)).rejects.toThrow(message);
  });

  it('rejects a destination that does not exist, or is the source', async () => {
    const { lettersArn } = await deadLetters();

    await expect(start(lettersArn, { DestinationArn: `${lettersArn}x` })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "The resource that you specified for the DestinationArn parameter doesn't exist.",
    });
    await expect(start(lettersArn, { DestinationArn: lettersArn })).rejects.toThrow('must be another queue');
  });
});

describe('CancelMessageMoveTask', () => {
  const handleOf = (sourceArn: string) => Buffer.from(JSON.stringify({ taskId: 't', sourceArn })).toString('base64');

  it.each([
    ['no handle', 'foo', 'Value for parameter TaskHandle is invalid.'],
    ['another queue', handleOf('arn:aws:sqs:us-east-1:000000000000:gone'), 'SourceArn parameter doesn'],
    ['no task', handleOf('arn:aws:sqs:us-east-1:000000000000:plain'), 'Task does not exist.'],
  ])('rejects a handle of %s', async (_, TaskHandle, message) => {
    await world.queue('plain');

    await expect(world.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))).rejects.toThrow(message);
  });
});
