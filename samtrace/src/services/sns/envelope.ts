import type { MessageAttribute } from '../../aws/delivery.ts';
import type { Subscription } from './contract.ts';

/** One message on its way to a subscription. */
export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** As the subscription's protocol gets it. */
  readonly message: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly timestampMs: number;
  readonly signatureVersion: string;
  /** For a FIFO topic. */
  readonly sequenceNumber?: string;
}

/** samtrace has no key of AWS, so a verification of the signature fails. */
const SIGNATURE = 'NOT+SIGNED+BY+SAMTRACE==';

/**
 * The body that a queue and an `email-json` address get, laid out as SNS does.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function envelope(notification: Notification, subscription: Subscription): string {
  const { signingCertUrl, unsubscribeUrl } = urls(notification, subscription);
  const fields: Record<string, unknown> = {
    Type: 'Notification',
    MessageId: notification.messageId,
    ...(notification.sequenceNumber !== undefined && { SequenceNumber: notification.sequenceNumber }),
    TopicArn: notification.topicArn,
    ...(notification.subject !== undefined && { Subject: notification.subject }),
    Message: notification.message,
    Timestamp: new Date(notification.timestampMs).toISOString(),
    SignatureVersion: notification.signatureVersion,
    Signature: SIGNATURE,
    SigningCertURL: signingCertUrl,
    UnsubscribeURL: unsubscribeUrl,
    ...(Object.keys(notification.attributes).length > 0 && { MessageAttributes: typesAndValues(notification) }),
  };
  const lines = Object.entries(fields).map(([name, value]) => `  "${name}" : ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

/**
 * The event that a function gets. `SigningCertUrl` and `UnsubscribeUrl` are spelled otherwise than in the envelope, and
 * a missing subject is null. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function lambdaEvent(notification: Notification, subscription: Subscription): string {
  const { signingCertUrl, unsubscribeUrl } = urls(notification, subscription);
  const sns = {
    SignatureVersion: notification.signatureVersion,
    Timestamp: new Date(notification.timestampMs).toISOString(),
    Signature: SIGNATURE,
    SigningCertUrl: signingCertUrl,
    MessageId: notification.messageId,
    Message: notification.message,
    MessageAttributes: typesAndValues(notification),
    Type: 'Notification',
    UnsubscribeUrl: unsubscribeUrl,
    TopicArn: notification.topicArn,
    Subject: notification.subject ?? null,
  };
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscription.arn,
    Sns: sns,
  };
  return JSON.stringify({ Records: [record] });
}

function typesAndValues({ attributes }: Notification): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
    ]),
  );
}

function urls({ topicArn }: Notification, { arn }: Subscription) {
  const host = `https://sns.${topicArn.split(':')[3]}.amazonaws.com`;
  return {
    signingCertUrl: `${host}/SimpleNotificationService-00000000000000000000000000000000.pem`,
    unsubscribeUrl: `${host}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
  };
}
