import { AwsError } from '../../aws/error.ts';
import type { Pending } from '../../aws/pending.ts';
import { BoundedHistory } from '../../base/bounded-history.ts';
import { type AccountPolicy, type AccountSubscription, readAccountPolicy } from './account-policy.ts';
import { type DeliveryOptions, deliverWithRetries, type FailedDelivery } from './delivery.ts';
import { envelopes } from './envelope.ts';
import { eventId, type StoredEvent } from './event-order.ts';
import { compareNames } from './log-store.ts';
import { compilePattern, type Matcher } from './pattern/pattern.ts';
import { MAX_FILTERS_PER_GROUP } from './subscription-quota.ts';

/** Matching events of a stream that arrive within this time are sent together. On AWS, this takes seconds. */
const WINDOW_MS = 20;

export interface SubscriptionFilter {
  readonly logGroupName: string;
  readonly filterName: string;
  readonly filterPattern: string;
  readonly destinationArn: string;
  /** Epoch milliseconds. */
  readonly creationTime: number;
}

/** The memory for failed deliveries, whose event IDs are listed. */
const FAILED_BYTES = 8 * 1024 * 1024;

/** Who gets events of a log group: by a filter of the group, or by the account policy. */
interface Subscriber {
  readonly logGroupName: string;
  readonly filterName: string;
  readonly destinationArn: string;
  readonly isAccountLevel: boolean;
}

interface OpenBatch {
  readonly subscriber: Subscriber;
  readonly logStreamName: string;
  readonly events: StoredEvent[];
  readonly finished: () => void;
  readonly timer: NodeJS.Timeout;
}

/** The subscription filters of all groups, and the one of the account. Sends matching events to the filters' destinations. */
export class Subscriptions {
  readonly #filters = new Map<string, { filter: SubscriptionFilter; matches: Matcher }[]>();
  readonly #open = new Map<string, OpenBatch>();
  readonly #failed = new BoundedHistory<FailedDelivery>(FAILED_BYTES);
  readonly #stopped = new AbortController();
  readonly #accountId: string;
  readonly #pending: Pending;
  readonly #delivery: DeliveryOptions;
  readonly #logGroupOf: (functionArn: string) => string | undefined;
  #account: { readonly policy: AccountPolicy; readonly subscription: AccountSubscription } | undefined;

  /** `logGroupOf` finds the log group of a function. */
  constructor(
    accountId: string,
    pending: Pending,
    delivery: Omit<DeliveryOptions, 'signal'>,
    logGroupOf: (functionArn: string) => string | undefined,
  ) {
    this.#accountId = accountId;
    this.#logGroupOf = logGroupOf;
    this.#pending = pending;
    this.#delivery = { ...delivery, signal: this.#stopped.signal };
  }

  /** Replaces the filter of the same name. Throws InvalidParameterException for a bad pattern, LimitExceededException. */
  put(filter: SubscriptionFilter): void {
    const matches = compilePattern(filter.filterPattern);
    const others = this.#of(filter.logGroupName).filter((each) => each.filter.filterName !== filter.filterName);
    if (others.length >= MAX_FILTERS_PER_GROUP)
      throw limitExceeded(
        `The log group ${filter.logGroupName} has ${others.length} subscription filters, which is the most that a log group can have`,
      );
    this.#filters.set(filter.logGroupName, [...others, { filter, matches }]);
  }

  /** Throws ResourceNotFoundException. */
  delete(logGroupName: string, filterName: string): void {
    const all = this.#of(logGroupName);
    const rest = all.filter((each) => each.filter.filterName !== filterName);
    if (rest.length === all.length) {
      throw new AwsError('ResourceNotFoundException', 'The specified subscription filter does not exist.');
    }
    this.#filters.set(logGroupName, rest);
  }

  /** The group has been deleted. */
  deleteAllOf(logGroupName: string): void {
    this.#filters.delete(logGroupName);
  }

  /** Sorted by name. */
  list(logGroupName: string): SubscriptionFilter[] {
    return this.#of(logGroupName)
      .map(({ filter }) => filter)
      .sort((a, b) => compareNames(a.filterName, b.filterName));
  }

  get accountPolicy(): AccountPolicy | undefined {
    return this.#account?.policy;
  }

  /** Replaces the policy of the same name. Throws InvalidParameterException, and LimitExceededException for a second one. */
  putAccountPolicy(policy: AccountPolicy): void {
    const subscription = readAccountPolicy(policy);
    if (this.#account !== undefined && this.#account.policy.policyName !== policy.policyName) {
      throw limitExceeded(
        `The account has the subscription filter policy ${this.#account.policy.policyName}, and can have one in a region`,
      );
    }
    this.#account = { policy, subscription };
  }

  deleteAccountPolicy(): void {
    this.#account = undefined;
  }

  /** Payloads that were given up, oldest first. */
  failed(): readonly FailedDelivery[] {
    return this.#failed.entries();
  }

  get droppedFailureCount(): number {
    return this.#failed.dropped;
  }

  /** Sends those of the new events that match. All are of one stream. */
  offer(logGroupName: string, logStreamName: string, events: readonly StoredEvent[]): void {
    for (const { filter, matches } of this.#of(logGroupName)) {
      const { filterName, destinationArn } = filter;
      this.#add({ logGroupName, filterName, destinationArn, isAccountLevel: false }, matches, logStreamName, events);
    }
    if (this.#account === undefined) return;
    const { policy, subscription } = this.#account;
    const { destinationArn, matches, excludedGroups } = subscription;
    // CloudWatch Logs excludes the log group of the destination, because each delivery would cause the next one.
    if (excludedGroups.has(logGroupName) || this.#logGroupOf(destinationArn) === logGroupName) return;
    const subscriber = { logGroupName, filterName: policy.policyName, destinationArn, isAccountLevel: true };
    this.#add(subscriber, matches, logStreamName, events);
  }

  /** Discards everything that is not delivered yet. */
  stop(): void {
    this.#stopped.abort();
    for (const batch of this.#open.values()) {
      clearTimeout(batch.timer);
      batch.finished();
    }
    this.#open.clear();
  }

  #of(logGroupName: string) {
    return this.#filters.get(logGroupName) ?? [];
  }

  #add(subscriber: Subscriber, matches: Matcher, logStreamName: string, events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (matches(event.message)) this.#batch(subscriber, logStreamName).events.push(event);
    }
  }

  #batch(subscriber: Subscriber, logStreamName: string): OpenBatch {
    const { logGroupName, filterName, destinationArn, isAccountLevel } = subscriber;
    const key = JSON.stringify([logGroupName, filterName, isAccountLevel, logStreamName]);
    const open = this.#open.get(key);
    if (open !== undefined) return open;
    const batch: OpenBatch = {
      subscriber,
      logStreamName,
      events: [],
      finished: this.#pending.begin(`log delivery from ${logGroupName} to ${destinationArn}`),
      timer: setTimeout(() => {
        this.#open.delete(key);
        void this.#send(batch);
      }, WINDOW_MS),
    };
    this.#open.set(key, batch);
    return batch;
  }

  async #send({ subscriber, logStreamName: logStream, events, finished }: OpenBatch): Promise<void> {
    const { logGroupName: logGroup, filterName, destinationArn, isAccountLevel } = subscriber;
    const payloads = envelopes({ owner: this.#accountId, logGroup, logStream, filterName, isAccountLevel, events });
    for (const { payload, events: sent } of payloads) {
      const failure = await deliverWithRetries({ destinationArn, payload }, this.#delivery);
      if (failure === undefined) continue;
      // Not lost but given up, with everything else that was under way.
      if (this.#stopped.signal.aborted) break;
      const eventIds = sent.map(eventId);
      const failed = { logGroupName: logGroup, logStreamName: logStream, destinationArn, eventIds, ...failure };
      this.#failed.add(failed, 500 + 100 * eventIds.length);
      process.emitWarning(
        `${sent.length} log events of ${logGroup} did not reach ${destinationArn}: ${failure.reason}`,
        'LogDeliveryWarning',
      );
    }
    finished();
  }
}

/** AWS's message contains neither the limit nor a link to the documentation. */
function limitExceeded(what: string): AwsError {
  const page = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html';
  return new AwsError('LimitExceededException', `Resource limit exceeded. ${what}: ${page}`);
}
