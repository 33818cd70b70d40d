import { randomUUID } from 'node:crypto';
import { type Account, topicArn } from '../../aws/arn.ts';
import type { Subscription, Topic } from './contract.ts';
import { subscriptionNotFound, topicNotFound } from './errors.ts';

/** The topics of the account and their subscriptions, in the order of their creation. */
export class TopicStore {
  readonly #account: Account;
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(account: Account) {
    this.#account = account;
  }

  /** Creates the topic. An existing topic does not change. */
  createTopic(
    name: string,
    attributes: Readonly<Record<string, string>>,
    tags: Readonly<Record<string, string>>,
  ): Topic {
    const arn = topicArn(this.#account, name);
    const known = this.#topics.get(arn);
    if (known !== undefined) return known;
    const topic: Topic = {
      arn,
      name,
      attributes: new Map(Object.entries(attributes)),
      tags: new Map(Object.entries(tags)),
      recent: new Map(),
    };
    this.#topics.set(arn, topic);
    return topic;
  }

  /** Throws NotFound. */
  topic(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (topic === undefined) throw topicNotFound();
    return topic;
  }

  topics(): Topic[] {
    return [...this.#topics.values()];
  }

  deleteTopic(arn: string): void {
    this.#topics.delete(arn);
    for (const subscription of this.subscriptionsOf(arn)) this.#subscriptions.delete(subscription.arn);
  }

  /** An endpoint has one subscription to a topic: a second one is the first again. */
  subscribe(subscription: Omit<Subscription, 'arn'>): Subscription {
    const known = this.subscriptionsOf(subscription.topicArn).find(
      ({ protocol, endpoint }) => protocol === subscription.protocol && endpoint === subscription.endpoint,
    );
    if (known !== undefined) return known;
    const created = { ...subscription, arn: `${subscription.topicArn}:${randomUUID()}` };
    this.#subscriptions.set(created.arn, created);
    return created;
  }

  /** Throws NotFound. */
  subscription(arn: string): Subscription {
    const subscription = this.#subscriptions.get(arn);
    if (subscription === undefined) throw subscriptionNotFound();
    return subscription;
  }

  subscriptions(): Subscription[] {
    return [...this.#subscriptions.values()];
  }

  subscriptionsOf(arn: string): Subscription[] {
    return this.subscriptions().filter((subscription) => subscription.topicArn === arn);
  }

  unsubscribe(arn: string): void {
    this.#subscriptions.delete(arn);
  }
}
