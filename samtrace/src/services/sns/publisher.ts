import { randomUUID } from 'node:crypto';
import { messageOf } from '../../aws/error.ts';
import type { Email, Publication, Published, SnsOptions, Subscription, Topic } from './contract.ts';
import { envelope, lambdaEvent, type Notification } from './envelope.ts';
import { deduplicationId, isFifo, recentMessage } from './fifo.ts';
import { attributesAsEvent, compileFilterPolicy } from './filter-policy.ts';
import { checkPublication, textFor } from './message.ts';

const PRINCIPAL = 'sns.amazonaws.com';
/** A raw message to a queue cannot have more, because SQS does not accept more. */
const MAX_RAW_ATTRIBUTES = 10;

/** Takes messages in and brings each to the subscriptions whose filter policy accepts it. */
export class Publisher {
  readonly #options: SnsOptions;
  readonly #subscriptionsOf: (topicArn: string) => Subscription[];
  readonly #showEmail: (email: Email) => void;
  #sequence = 0n;

  constructor(
    options: SnsOptions,
    subscriptionsOf: (topicArn: string) => Subscription[],
    showEmail: (email: Email) => void,
  ) {
    this.#options = options;
    this.#subscriptionsOf = subscriptionsOf;
    this.#showEmail = showEmail;
  }

  /** Accepts a message, or throws InvalidParameter. The deliveries follow; until they are done, they are pending. */
  publish(topic: Topic, publication: Publication): Published {
    checkPublication(publication);
    const nowMs = this.#options.now();
    if (!isFifo(topic)) {
      const messageId = randomUUID();
      this.#fanOut(topic, publication, { messageId, nowMs });
      return { messageId };
    }
    const id = deduplicationId(topic, publication);
    const known = recentMessage(topic, id, nowMs);
    if (known !== undefined) return { messageId: known.messageId, sequenceNumber: known.sequenceNumber };
    this.#sequence += 1n;
    const published = { messageId: randomUUID(), sequenceNumber: `1${String(this.#sequence).padStart(19, '0')}` };
    topic.recent.set(id, { ...published, atMs: nowMs });
    this.#fanOut(topic, { ...publication, messageDeduplicationId: id }, { ...published, nowMs });
    return published;
  }

  #fanOut(topic: Topic, publication: Publication, { messageId, sequenceNumber, nowMs }: Published & { nowMs: number }) {
    for (const subscription of this.#subscriptionsOf(topic.arn)) {
      if (!isAccepted(subscription, publication)) continue;
      const notification: Notification = {
        messageId,
        topicArn: topic.arn,
        subject: publication.subject,
        message: textFor(subscription.protocol, publication),
        attributes: publication.attributes ?? {},
        timestampMs: nowMs,
        signatureVersion: topic.attributes.get('SignatureVersion') ?? '1',
        ...(sequenceNumber !== undefined && { sequenceNumber }),
      };
      const done = this.#options.pending.begin(`SNS message ${messageId} to ${subscription.endpoint}`);
      this.#deliver(topic, subscription, notification, publication)
        .catch((error) => this.#giveUp(subscription, notification, publication, messageOf(error)))
        .finally(done);
    }
  }

  async #deliver(topic: Topic, subscription: Subscription, notification: Notification, publication: Publication) {
    const { protocol, endpoint } = subscription;
    if (protocol === 'email' || protocol === 'email-json') {
      return this.#showEmail(emailTo(topic, subscription, notification));
    }
    const traced = publication.traceHeader === undefined ? {} : { traceHeader: publication.traceHeader };
    const sender = { principal: PRINCIPAL, sourceArn: topic.arn };
    if (protocol === 'lambda') {
      const body = lambdaEvent(notification, subscription);
      return this.#options.send({ sender, targetArn: endpoint, body, ...traced });
    }
    const isRaw = subscription.attributes.get('RawMessageDelivery') === 'true';
    const { messageGroupId, messageDeduplicationId } = publication;
    const attributes = Object.entries(notification.attributes);
    if (isRaw && attributes.length > MAX_RAW_ATTRIBUTES) {
      throw new Error(`A raw message has at most ${MAX_RAW_ATTRIBUTES} attributes, this one has ${attributes.length}.`);
    }
    return this.#options.send({
      sender,
      targetArn: endpoint,
      body: isRaw ? notification.message : envelope(notification, subscription),
      ...(isRaw && attributes.length > 0 && { messageAttributes: notification.attributes }),
      ...(messageGroupId !== undefined && { messageGroupId }),
      ...(isFifo(topic) && messageDeduplicationId !== undefined && { messageDeduplicationId }),
      ...traced,
    });
  }

  /** The subscription's dead-letter queue gets the envelope, for any protocol of the subscription. */
  async #giveUp(subscription: Subscription, notification: Notification, publication: Publication, reason: string) {
    const sender = { principal: PRINCIPAL, sourceArn: subscription.topicArn };
    const queueArn = deadLetterArn(subscription);
    const { traceHeader, messageGroupId, messageDeduplicationId } = publication;
    let problem = reason;
    if (queueArn !== undefined) {
      try {
        return await this.#options.send({
          sender,
          targetArn: queueArn,
          body: envelope(notification, subscription),
          ...(messageGroupId !== undefined && { messageGroupId }),
          ...(messageDeduplicationId !== undefined && { messageDeduplicationId }),
          ...(traceHeader !== undefined && { traceHeader }),
        });
      } catch (error) {
        problem = `${reason} Its dead-letter queue did not accept it either: ${messageOf(error)}`;
      }
    }
    this.#options.undelivered({ sender, targetArn: subscription.endpoint, reason: problem });
  }
}

function isAccepted({ attributes }: Subscription, publication: Publication): boolean {
  const policy = attributes.get('FilterPolicy');
  if (policy === undefined) return true;
  const scope = attributes.get('FilterPolicyScope') ?? 'MessageAttributes';
  const pattern = compileFilterPolicy(policy, scope, 'FilterPolicy');
  if (scope === 'MessageAttributes') return pattern.matches(attributesAsEvent(publication.attributes ?? {}));
  try {
    return pattern.matches(JSON.parse(publication.message));
  } catch {
    return false; // a body that is not JSON has no properties
  }
}

function emailTo(topic: Topic, subscription: Subscription, notification: Notification): Email {
  const isJson = subscription.protocol === 'email-json';
  return {
    to: subscription.endpoint,
    from: `${topic.attributes.get('DisplayName') || 'AWS Notifications'} <no-reply@sns.amazonaws.com>`,
    subject: notification.subject ?? 'AWS Notification Message',
    text: isJson ? envelope(notification, subscription) : notification.message,
    topicArn: topic.arn,
    messageId: notification.messageId,
    sentMs: notification.timestampMs,
  };
}

function deadLetterArn({ attributes }: Subscription): string | undefined {
  const policy = attributes.get('RedrivePolicy');
  if (policy === undefined) return undefined;
  const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn?: string };
  return deadLetterTargetArn;
}
