import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { nameInArn, queueArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import { invalidParameter } from './errors.ts';
import type { QueueStore } from './queue-store.ts';

/** Moves the messages of a dead-letter queue back, or to another queue. */
export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  /** Without one, every message is sent to its original queue. */
  readonly destinationArn?: string;
  readonly maxPerSecond?: number;
  readonly startedMs: number;
  readonly toMove: number;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  failureReason?: string;
}

/** The tasks that a queue remembers. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
const MAX_REMEMBERED = 10;
/** Without a limit, other requests are served after so many messages. */
const MOVED_AT_ONCE = 100;

/** The tasks of all dead-letter queues, the newest first. A task ends with the stack. */
export class MoveTasks {
  readonly #store: QueueStore;
  readonly #tasks: MoveTask[] = [];
  readonly #stopped = new AbortController();

  constructor(store: QueueStore) {
    this.#store = store;
  }

  /** Throws InvalidParameterValue if the queue is not a dead-letter queue, or if a task of it is running. */
  start(sourceName: string, destinationArn: string | undefined, maxPerSecond: number | undefined): MoveTask {
    const store = this.#store;
    const sourceArn = queueArn(store.account, sourceName);
    if (store.sourcesOf(sourceName).length === 0) {
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    }
    if (destinationArn === sourceArn) {
      throw invalidParameter('The destination must be another queue than the source.');
    }
    if (destinationArn !== undefined && store.find(nameInArn(destinationArn)) === undefined) {
      throw resourceNotFound('DestinationArn');
    }
    if (this.list(sourceName).some(({ status }) => status === 'RUNNING')) {
      throw invalidParameter(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    const task: MoveTask = {
      id: randomUUID(),
      sourceArn,
      ...(destinationArn !== undefined && { destinationArn }),
      ...(maxPerSecond !== undefined && { maxPerSecond }),
      startedMs: store.now(),
      toMove: store.counts(sourceName).visible,
      moved: 0,
      status: 'RUNNING',
    };
    this.#tasks.unshift(task);
    this.#forgetOld(sourceArn);
    void this.#run(task, sourceName);
    return task;
  }

  list(sourceName: string): readonly MoveTask[] {
    const sourceArn = queueArn(this.#store.account, sourceName);
    return this.#tasks.filter((task) => task.sourceArn === sourceArn);
  }

  /** Throws ResourceNotFoundException if no such task is running. */
  cancel(id: string): MoveTask {
    const task = this.#tasks.find((each) => each.id === id && each.status === 'RUNNING');
    if (task === undefined) throw new AwsError('ResourceNotFoundException', 'Task does not exist.', { status: 404 });
    task.status = 'CANCELLED';
    return task;
  }

  stop(): void {
    this.#stopped.abort();
    for (const task of this.#tasks) if (task.status === 'RUNNING') task.status = 'CANCELLED';
  }

  async #run(task: MoveTask, sourceName: string): Promise<void> {
    const { maxPerSecond } = task;
    const pauseMs = maxPerSecond === undefined ? 0 : 1000 / maxPerSecond;
    try {
      while (task.status === 'RUNNING' && this.#moveOne(task, sourceName)) {
        if (pauseMs > 0 || task.moved % MOVED_AT_ONCE === 0) {
          await wait(pauseMs, undefined, { signal: this.#stopped.signal });
        }
      }
      if (task.status === 'RUNNING') task.status = 'COMPLETED';
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      task.status = 'FAILED';
      task.failureReason = error instanceof AwsError ? failureReason(error) : String(error);
    }
  }

  /** False if no message is left. Throws QueueDoesNotExist. */
  #moveOne(task: MoveTask, sourceName: string): boolean {
    const [message] = this.#store.visibleMessages(sourceName, 1);
    if (message === undefined) return false;
    const destinationArn = task.destinationArn ?? message.deadLetterSourceArn;
    if (destinationArn === undefined) {
      throw new AwsError('CouldNotDetermineMessageSource', 'The message was not moved here from another queue.');
    }
    this.#store.redrive(sourceName, nameInArn(destinationArn), message);
    task.moved += 1;
    return true;
  }

  #forgetOld(sourceArn: string): void {
    const [, ...old] = this.#tasks.filter((task) => task.sourceArn === sourceArn).slice(MAX_REMEMBERED - 1);
    for (const task of old) this.#tasks.splice(this.#tasks.indexOf(task), 1);
  }
}

export function resourceNotFound(parameter: 'SourceArn' | 'DestinationArn'): AwsError {
  const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
  return new AwsError('ResourceNotFoundException', message, { status: 404 });
}

/** Tasks name errors as the Query protocol does. */
function failureReason({ code }: AwsError): string {
  return code === 'QueueDoesNotExist' ? 'AWS.SimpleQueueService.NonExistentQueue' : code;
}
