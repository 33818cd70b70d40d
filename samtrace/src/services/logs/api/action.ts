import type { Account } from '../../../aws/arn.ts';
import type { Permission } from '../../../aws/http.ts';
import type { LogEvent } from '../../../aws/log-event.ts';
import type { LogStore } from '../log-store.ts';
import type { Subscriptions } from '../subscriptions.ts';
import type { Input } from './input.ts';

/** The state that the calls of the API use. */
export interface LogsContext {
  readonly account: Account;
  readonly now: () => number;
  readonly store: LogStore;
  readonly subscriptions: Subscriptions;
  /** Stores events of an existing stream and calls all listeners. */
  append(groupName: string, streamName: string, events: readonly LogEvent[]): void;
}

/** A call with its input read and checked: which ARNs it touches, and the work, whose value is the answer's body. */
interface Call {
  readonly resources: readonly string[];
  readonly alsoNeeds?: readonly Permission[];
  run(): object;
}

/** One operation of the API. Throws InvalidParameterException for an input that breaks the operation's rules. */
export type Action = (input: Input, context: LogsContext) => Call;
