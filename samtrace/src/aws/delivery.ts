/** Something that one service sends to another's resource on its own: an event, a notification, a record. */
export interface Delivery {
  readonly sender: Sender;
  /** A function, queue, topic, event bus or log group. */
  readonly targetArn: string;
  /** The function's event, the message's body, the notification's message or the bus's event. */
  readonly body: string;
  /** The trace header that the sender passes on. */
  readonly traceHeader?: string;
  /** Of a message to a queue: SQS's own shape. */
  readonly messageAttributes?: Readonly<Record<string, MessageAttribute>>;
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
  /** Of a notification to a topic. */
  readonly subject?: string;
}

/** Who sends. A resource's policy lets it in, or does not. */
export interface Sender {
  /** The service as a policy names it: `sns.amazonaws.com`. A role's own permissions are judged by their owner. */
  readonly principal: string;
  /** The topic, rule or bucket on whose behalf it sends: `aws:SourceArn`. */
  readonly sourceArn: string;
}

/** The shape that SNS and SQS share. Binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** Sends. Rejects with an Error of one line when the target does not exist or does not let the sender in. */
export type Send = (delivery: Delivery) => Promise<void>;

/** A delivery that was given up, and went to no dead-letter queue either. It is told to the user. */
export interface Undelivered {
  readonly sender: Sender;
  readonly targetArn: string;
  readonly reason: string;
}
