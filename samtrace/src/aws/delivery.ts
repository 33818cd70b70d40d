/** Something that one service sends to another's resource on its own: an event, a notification, a record. */
export interface Delivery {
  readonly sender: Sender;
  /** A function, queue, topic, event bus or log group. */
  readonly targetArn: string;
  /** The function's event, the queue's or topic's message, the bus's event or the log group's line. */
  readonly body: string;
  /** The trace header that the sender passes on. */
  readonly traceHeader?: string;
  /** Of a message to a queue. */
  readonly messageAttributes?: Readonly<Record<string, MessageAttribute>>;
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
  /** Of a notification to a topic. */
  readonly subject?: string;
}

/** Who sends. The policy of the target lets it in, or does not. */
export interface Sender {
  /** The service as a policy names it: `sns.amazonaws.com`. */
  readonly principal: string;
  /** The topic, rule or bucket on whose behalf it sends: `aws:SourceArn`. */
  readonly sourceArn: string;
  /** It sends with the rights of a role, so that the target's policy is not asked. The role is not judged. */
  readonly usesRole?: boolean;
}

/** The shape that SNS and SQS share. Binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** Sends. Rejects with a {@link DeliveryError} when no further attempt would help. */
export type Send = (delivery: Delivery) => Promise<void>;

/** A delivery that the target did not take. The message is one line. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** As EventBridge names them in a dead-letter queue. */
  readonly code: 'NO_PERMISSIONS' | 'NO_RESOURCE' | 'INVALID_JSON' | 'INVALID_PARAMETER';

  constructor(code: DeliveryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** A delivery that was given up and that no dead-letter queue took. The user is told. */
export interface Undelivered {
  readonly sender: Sender;
  readonly targetArn: string;
  readonly reason: string;
}
