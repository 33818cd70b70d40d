import { nameInArn, queueArn } from '../../../aws/arn.ts';
import { isJsonObject } from '../../../aws/json.ts';
import type { Action } from '../action.ts';
import { invalidParameter } from '../errors.ts';
import { numberIn, requiredText, textIn } from '../input.ts';
import { type MoveTask, resourceNotFound } from '../move-tasks.ts';
import type { QueueStore } from '../queue-store.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export const startMessageMoveTask: Action = {
  alsoNeeds({ input, queueName, store }) {
    const source = queueArn(store.account, queueName);
    const target = textIn(input, 'DestinationArn');
    const targets =
      target === undefined ? store.sourcesOf(queueName).map((name) => queueArn(store.account, name)) : [target];
    return [
      ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) => ({
        action,
        resources: [source],
      })),
      { action: 'sqs:SendMessage', resources: targets },
    ];
  },
  run({ store, input, queueName, moveTasks }) {
    checkSource(store, queueName);
    const maxPerSecond = numberIn(input, 'MaxNumberOfMessagesPerSecond', 1, 500);
    return { TaskHandle: handleOf(moveTasks.start(queueName, textIn(input, 'DestinationArn'), maxPerSecond)) };
  },
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
export const listMessageMoveTasks: Action = {
  run({ store, input, queueName, moveTasks }) {
    checkSource(store, queueName);
    const limit = numberIn(input, 'MaxResults', 1, 10) ?? 1;
    return { Results: moveTasks.list(queueName).slice(0, limit).map(taskMembers) };
  },
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export const cancelMessageMoveTask: Action = {
  run({ store, input, queueName, moveTasks }) {
    checkSource(store, queueName);
    const { taskId } = readHandle(requiredText(input, 'TaskHandle'));
    return { ApproximateNumberOfMessagesMoved: moveTasks.cancel(taskId).moved };
  },
};

/** The dead-letter queue that a request about tasks names: by its ARN, or in the handle of a task. */
export function sourceNameIn(input: Readonly<Record<string, unknown>>, operation: string): string {
  if (operation !== 'CancelMessageMoveTask') return nameInArn(requiredText(input, 'SourceArn'));
  return nameInArn(readHandle(requiredText(input, 'TaskHandle')).sourceArn);
}

function checkSource(store: QueueStore, name: string): void {
  if (store.find(name) === undefined) throw resourceNotFound('SourceArn');
}

function taskMembers(task: MoveTask): object {
  return {
    ...(task.status === 'RUNNING' && { TaskHandle: handleOf(task) }),
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.maxPerSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedMs,
  };
}

/** A handle is JSON in base64, as on AWS. */
function handleOf({ id, sourceArn }: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString('base64');
}

function readHandle(handle: string): { taskId: string; sourceArn: string } {
  try {
    const value: unknown = JSON.parse(Buffer.from(handle, 'base64').toString('utf8'));
    if (isJsonObject(value) && typeof value.taskId === 'string' && typeof value.sourceArn === 'string') {
      return { taskId: value.taskId, sourceArn: value.sourceArn };
    }
  } catch {
    // The same error as for any string that is not a handle.
  }
  throw invalidParameter('Value for parameter TaskHandle is invalid.');
}
