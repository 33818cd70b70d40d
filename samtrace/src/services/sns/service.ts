import { unsupported } from '../../aws/error.ts';
import type { AwsService } from '../../aws/http.ts';
import { snsApi } from './api/router.ts';
import type { Backend } from './backend.ts';
import type { Email, NewSubscription, Publication, Published, SnsOptions, Subscription, Topic } from './contract.ts';
import { invalidParameter } from './errors.ts';
import { isFifo } from './fifo.ts';
import { Publisher } from './publisher.ts';
import { checkSubscriptionAttributes, storedSubscriptionAttributes } from './subscription-attributes.ts';
import { checkTopicAttribute } from './topic-attributes.ts';
import { TopicStore } from './topic-store.ts';

export type * from './contract.ts';

/** Topics, their subscriptions, and the messages that go through them. */
export interface Sns {
  readonly api: AwsService;
  /** Creates a topic, or returns the existing one. The attributes are those of CreateTopic. */
  createTopic(name: string, attributes?: Readonly<Record<string, string>>): Topic;
  setTopicAttribute(topicArn: string, name: string, value: string): void;
  /** Throws InvalidParameter, and NotFound for a missing topic. No confirmation is needed. */
  subscribe(subscription: NewSubscription): Subscription;
  publish(topicArn: string, publication: Publication): Published;
  hasTopic(topicArn: string): boolean;
  /** Every message to an email address so far, oldest first. */
  emails(): Email[];
  /** Called for every further one. Returns the unsubscribe. */
  onEmail(listener: (email: Email) => void): () => void;
}

/** Subscriptions that get their messages. */
const PROTOCOLS = ['email', 'email-json', 'lambda', 'sqs'];
/** Those that SNS has and samtrace does not. */
const OTHER_PROTOCOLS = ['application', 'firehose', 'http', 'https', 'sms'];

/** The emails of a topic, which are not sent. */
const MAX_EMAILS = 1000;

export function createSns(options: SnsOptions): Sns {
  const store = new TopicStore(options.account);
  const emails: Email[] = [];
  const listeners = new Set<(email: Email) => void>();
  const publisher = new Publisher(
    options,
    (arn) => store.subscriptionsOf(arn),
    (email) => {
      emails.push(email);
      if (emails.length > MAX_EMAILS) emails.shift();
      for (const listener of listeners) listener(email);
    },
  );

  function createTopic(name: string, attributes: Readonly<Record<string, string>> = {}): Topic {
    const fifo = attributes.FifoTopic === 'true';
    if (!/^[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(name) || name.endsWith('.fifo') !== fifo) {
      throw invalidParameter('Topic Name');
    }
    const { FifoTopic, ...settable } = attributes;
    for (const [key, value] of Object.entries(settable)) checkTopicAttribute(key, value);
    const topic = store.createTopic(name, attributes, {});
    if (fifo && !topic.attributes.has('ContentBasedDeduplication')) {
      topic.attributes.set('ContentBasedDeduplication', 'false');
    }
    const policy = topic.attributes.get('Policy');
    if (policy !== undefined) options.setTopicPolicy(topic.arn, policy);
    return topic;
  }

  function setTopicAttribute(topicArn: string, name: string, value: string): void {
    const topic = store.topic(topicArn);
    checkTopicAttribute(name, value);
    if (value === '') topic.attributes.delete(name);
    else topic.attributes.set(name, value);
    if (name === 'Policy') options.setTopicPolicy(topicArn, value);
  }

  function subscribe({ topicArn, protocol, endpoint, attributes = {} }: NewSubscription): Subscription {
    const topic = store.topic(topicArn);
    if (OTHER_PROTOCOLS.includes(protocol)) throw unsupported('SNS', `subscriptions with the protocol ${protocol}`);
    if (!PROTOCOLS.includes(protocol)) {
      throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
    }
    checkEndpoint(protocol, endpoint, isFifo(topic));
    checkSubscriptionAttributes(protocol, attributes, 'Attributes Reason: FilterPolicy');
    return store.subscribe({ topicArn, protocol, endpoint, attributes: storedSubscriptionAttributes(attributes) });
  }

  const backend: Backend = {
    account: options.account,
    store,
    createTopic,
    setTopicAttribute,
    subscribe,
    publish: (topicArn, publication) => publisher.publish(store.topic(topicArn), publication),
  };
  return {
    api: snsApi(backend),
    createTopic,
    setTopicAttribute,
    subscribe,
    publish: backend.publish,
    hasTopic: (topicArn) => store.topics().some(({ arn }) => arn === topicArn),
    emails: () => [...emails],
    onEmail(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function checkEndpoint(protocol: string, endpoint: string, fifo: boolean): void {
  if (protocol === 'lambda' && !endpoint.startsWith('arn:aws:lambda:')) {
    throw invalidParameter('Lambda endpoint ARN');
  }
  if (protocol === 'sqs' && !endpoint.startsWith('arn:aws:sqs:')) throw invalidParameter('SQS endpoint ARN');
  if (protocol.startsWith('email') && !/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalidParameter('Email address');
  if (fifo && protocol !== 'sqs') {
    throw invalidParameter(
      'Invalid parameter: Endpoint Reason: FIFO SNS topics can not have subscriptions of this protocol',
    );
  }
  if (!fifo && endpoint.endsWith('.fifo')) {
    throw invalidParameter(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    );
  }
}
