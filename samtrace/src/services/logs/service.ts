import type { Account } from '../../aws/arn.ts';
import type { AwsService } from '../../aws/http.ts';
import type { LogEvent } from '../../aws/log-event.ts';
import type { Pending } from '../../aws/pending.ts';
import type { AccountPolicy } from './account-policy.ts';
import { logsApi } from './api/router.ts';
import { LogDatabase } from './database.ts';
import type { Delivery, FailedDelivery } from './delivery.ts';
import { eventId, indexFrom, type StoredEvent, startOf } from './event-order.ts';
import { DEFAULT_LOG_BYTES, LogStore } from './log-store.ts';
import { compilePattern } from './pattern/pattern.ts';
import { Subscriptions } from './subscriptions.ts';

export interface LogsOptions {
  account: Account;
  /** Epoch milliseconds. */
  now: () => number;
  /** Holds every log delivery from the matching of its first event until the destination has accepted it. */
  pending: Pending;
  /** Hands a subscription's payload to its destination, Lambda's asynchronous invoke. Rejects when it is not accepted. */
  deliver(delivery: Delivery): Promise<void>;
  /** The log group of a function. An account policy does not send it to that function. */
  logGroupOf?(functionArn: string): string | undefined;
  /** The waits before a delivery is tried again. */
  deliveryRetryDelaysMs?: readonly number[];
  /** The memory limit for log events. Default: 40 MB. The oldest events are removed for new ones. */
  maxBytes?: number;
  /** The directory that keeps groups, streams, and events after a restart. Without it, they are only in memory. */
  dataDirectory?: string;
}

/** As FilterLogEvents answers it. */
interface FilteredLogEvent extends LogEvent {
  readonly logStreamName: string;
  readonly ingestionTime: number;
  readonly eventId: string;
}

/** CloudWatch Logs: its API for everyone outside, and direct ways in and out for the stack. */
export interface Logs {
  readonly api: AwsService;
  /** Declares a group: a group that exists keeps its events and gets the retention. */
  createLogGroup(name: string, options?: { retentionInDays?: number }): void;
  /** Creates a missing group, too, as Lambda does. An existing stream does not change. */
  createLogStream(groupName: string, streamName: string): void;
  /** The platform's way in, without the limits of PutLogEvents. Creates group and stream when they are absent. */
  append(groupName: string, streamName: string, events: readonly LogEvent[]): void;
  /** Throws an AwsError for a pattern that CloudWatch Logs would refuse and for a third filter of a group. */
  putSubscriptionFilter(filter: {
    logGroupName: string;
    filterName: string;
    filterPattern: string;
    destinationArn: string;
  }): void;
  /** Throws an AwsError for a policy that CloudWatch Logs would refuse, and for a second one. */
  putAccountPolicy(policy: Omit<AccountPolicy, 'lastUpdatedTime'>): void;
  /** Everything that matches, oldest first. Throws ResourceNotFoundException. */
  filterLogEvents(query: {
    logGroupName: string;
    logStreamNames?: string[];
    startTime?: number;
    endTime?: number;
    filterPattern?: string;
  }): FilteredLogEvent[];
  logGroupNames(): string[];
  /** Reports all new events. Returns a function that unsubscribes. */
  onAppend(listener: AppendListener): () => void;
  /** Log deliveries that were given up, oldest first. */
  failedDeliveries(): readonly FailedDelivery[];
  /** How many log events made room for newer ones. */
  readonly droppedEventCount: number;
  /** The number of {@link failedDeliveries} that were removed from the list. */
  readonly droppedFailureCount: number;
  /** How many changes are not on disk: they wait, or could not be saved. 0 without a data directory. */
  readonly unsavedCount: number;
  stop(): Promise<void>;
}

type AppendListener = (groupName: string, streamName: string, events: readonly LogEvent[]) => void;

const DELIVERY_RETRY_DELAYS_MS = [100, 500, 2_000, 5_000];

/** Throws an Error that names the file when the data directory cannot be used. */
export function createLogs(options: LogsOptions): Logs {
  const { account, now } = options;
  const maxBytes = options.maxBytes ?? DEFAULT_LOG_BYTES;
  const store = new LogStore(maxBytes);
  const database =
    options.dataDirectory === undefined ? undefined : new LogDatabase(options.dataDirectory, maxBytes, store, now());
  const subscriptions = new Subscriptions(
    account.accountId,
    options.pending,
    {
      deliver: (delivery) => options.deliver(delivery),
      retryDelaysMs: options.deliveryRetryDelaysMs ?? DELIVERY_RETRY_DELAYS_MS,
    },
    (functionArn) => options.logGroupOf?.(functionArn),
  );
  const listeners = new Set<AppendListener>();

  function take(groupName: string, streamName: string, events: readonly LogEvent[]): void {
    const stored = store.append(groupName, streamName, events, now());
    subscriptions.offer(groupName, streamName, stored);
    for (const listener of listeners) listener(groupName, streamName, events);
  }

  const logs: Logs = {
    api: logsApi({ account, now, store, subscriptions, append: take }),
    createLogGroup(name, { retentionInDays } = {}) {
      if (!store.hasGroup(name)) store.createGroup(name, now(), retentionInDays);
      else if (retentionInDays !== undefined) store.setRetention(name, retentionInDays);
    },
    createLogStream(groupName, streamName) {
      if (!store.hasGroup(groupName)) store.createGroup(groupName, now());
      if (!store.group(groupName).streams.has(streamName)) store.createStream(groupName, streamName, now());
    },
    append(groupName, streamName, events) {
      logs.createLogStream(groupName, streamName);
      take(groupName, streamName, events);
    },
    putSubscriptionFilter(filter) {
      store.group(filter.logGroupName);
      subscriptions.put({ ...filter, creationTime: now() });
    },
    putAccountPolicy: (policy) => subscriptions.putAccountPolicy({ ...policy, lastUpdatedTime: now() }),
    filterLogEvents({ logGroupName, logStreamNames, startTime = 0, endTime = Infinity, filterPattern = '' }) {
      const matches = compilePattern(filterPattern);
      const { events } = store.group(logGroupName);
      return events
        .slice(indexFrom(events, startOf(startTime)), indexFrom(events, startOf(endTime + 1)))
        .filter(({ logStreamName, message }) => (logStreamNames?.includes(logStreamName) ?? true) && matches(message))
        .map(asFilteredEvent);
    },
    logGroupNames: () => store.groups().map(({ name }) => name),
    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    failedDeliveries: () => subscriptions.failed(),
    get droppedFailureCount() {
      return subscriptions.droppedFailureCount;
    },
    get droppedEventCount() {
      return store.droppedEventCount;
    },
    get unsavedCount() {
      return database?.unsavedCount ?? 0;
    },
    async stop() {
      subscriptions.stop();
      await database?.close();
    },
  };
  return logs;
}

function asFilteredEvent(event: StoredEvent): FilteredLogEvent {
  const { logStreamName, timestamp, message, ingestionTime } = event;
  return { logStreamName, timestamp, message, ingestionTime, eventId: eventId(event) };
}
