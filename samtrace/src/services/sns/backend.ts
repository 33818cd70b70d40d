import type { Account } from '../../aws/arn.ts';
import type { NewSubscription, Publication, Published, Subscription, Topic } from './contract.ts';
import type { TopicStore } from './topic-store.ts';

/** The functions of the service for the actions of the API. */
export interface Backend {
  readonly account: Account;
  readonly store: TopicStore;
  createTopic(name: string, attributes?: Readonly<Record<string, string>>): Topic;
  setTopicAttribute(topicArn: string, name: string, value: string): void;
  subscribe(subscription: NewSubscription): Subscription;
  /** Throws NotFound for a missing topic. */
  publish(topicArn: string, publication: Publication): Published;
}
