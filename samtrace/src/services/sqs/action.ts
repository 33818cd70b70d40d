import type { Permission } from '../../aws/http.ts';
import type { Input } from './input.ts';
import type { MoveTasks } from './move-tasks.ts';
import type { QueueStore } from './queue-store.ts';

/** The data for an operation of SQS. */
export interface Call {
  readonly store: QueueStore;
  readonly moveTasks: MoveTasks;
  readonly input: Input;
  /** The queue that the request names; empty for a call on all queues. */
  readonly queueName: string;
  /** Who sends, as a message's `SenderId`. */
  readonly senderId: string;
  /** The host that the caller reached: the host of the URLs of queues. */
  readonly host: string;
  /** The header `X-Amzn-Trace-Id` of the request, which SQS passes on with a message. */
  readonly traceHeader?: string;
}

/** One operation of SQS: its answer's members, or nothing. */
export interface Action {
  /** Permissions besides the one of the operation itself. */
  alsoNeeds?(call: Call): readonly Permission[];
  run(call: Call): object | undefined | Promise<object | undefined>;
}
