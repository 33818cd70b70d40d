import type { Account } from '../../../aws/arn.ts';
import type { LogEvent } from '../../../aws/log-event.ts';
import type { LogStore } from '../log-store.ts';
import type { Subscriptions } from '../subscriptions.ts';
import type { Input } from './input.ts';

/** What the calls of the API work on. */
export interface LogsContext {
  readonly account: Account;
  readonly now: () => number;
  readonly store: LogStore;
  readonly subscriptions: Subscriptions;
  /** Stores events of a stream that exists and tells everyone who listens. */
  append(groupName: string, streamName: string, events: readonly LogEvent[]): void;
}

/** A call with its input read and checked: which ARNs it touches, and the work, whose value is the answer's body. */
interface Call {
  readonly resources: readonly string[];
  run(): object;
}

/** One operation of the API. Throws InvalidParameterException for an input that breaks the operation's rules. */
export type Action = (input: Input, context: LogsContext) => Call;
