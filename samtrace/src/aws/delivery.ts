/** An event, notification, or record that a service sends to a resource of another service. */
export interface Delivery {
  readonly sender: Sender;
  /** The ARN of a function, queue, topic, event bus, or log group. */
  readonly targetArn: string;
  /** The event for a function or bus, the message for a queue or topic, or the line for a log group. */
  readonly body: string;
  /** The trace header that the sender passes on. */
  readonly traceHeader?: string;
  /** Only for a message to a queue or a topic. */
  readonly messageAttributes?: Readonly<Record<string, MessageAttribute>>;
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
  /** Only for a notification to a topic. */
  readonly subject?: string;
}

/** The sender. The policy of the target has to allow it. */
export interface Sender {
  /** The service as a policy names it: `sns.amazonaws.com`. */
  readonly principal: string;
  /** The topic, rule, or bucket for which the service sends: `aws:SourceArn`. */
  readonly sourceArn: string;
  /** The service sends with the permissions of a role, so the policy of the target is not evaluated. The role is not evaluated. */
  readonly usesRole?: boolean;
}

/** The shape that SNS and SQS share. Binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** Sends a delivery. Rejects with a {@link DeliveryError} if another attempt cannot succeed. */
export type Send = (delivery: Delivery) => Promise<void>;

/** A delivery that the target did not accept. The message is one line. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** The error codes of EventBridge in a dead-letter queue. */
  readonly code: 'NO_PERMISSIONS' | 'NO_RESOURCE' | 'INVALID_JSON' | 'INVALID_PARAMETER';

  constructor(code: DeliveryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** A delivery that failed after all attempts and was sent to no dead-letter queue. samtrace reports it to the user. */
export interface Undelivered {
  readonly sender: Sender;
  readonly targetArn: string;
  readonly reason: string;
}
