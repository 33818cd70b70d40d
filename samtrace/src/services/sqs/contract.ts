import type { MessageAttribute } from '../../aws/delivery.ts';
import type { AwsService } from '../../aws/http.ts';

export interface Sqs {
  readonly api: AwsService;
  /** Creates a queue, or sets these attributes of a queue from an earlier run, which keeps its messages. */
  createQueue(name: string, attributes: Record<string, string>): Promise<void>;
  /** The attributes in the answer of GetQueueAttributes. Rejects if the queue does not exist. */
  queueAttributes(arn: string): Promise<Record<string, string>>;
  /** Puts a message into the queue for another service, and returns its ID. Rejects if SQS refuses the message. */
  sendMessage(arn: string, message: OutgoingMessage): Promise<string>;
  /** Receives up to 10 messages, with all their attributes. Waits up to `waitSeconds` for the first one. */
  receiveMessages(arn: string, options: { max: number; waitSeconds: number }): Promise<ReceivedMessage[]>;
  deleteMessage(arn: string, receiptHandle: string): Promise<void>;
  /** 0 seconds makes a received message visible at once. */
  changeVisibility(arn: string, receiptHandle: string, timeoutSeconds: number): Promise<void>;
  /** The messages in the queue, whether they can be received now or not. They stay there as they are. */
  messages(queueName: string): Promise<QueuedMessage[]>;
  /** Called after each message that a queue gets, also as a dead letter. Returns the unsubscribe. */
  onMessage(listener: (queueArn: string, messageId: string) => void): () => void;
  /** Called after each message that is removed from a queue for any reason. Returns a function that unsubscribes. */
  onRemoved(listener: (queueArn: string, messageId: string) => void): () => void;
  /** Ends every wait for messages, and closes the file. */
  stop(): void;
}

export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly traceHeader?: string;
}

/** As ReceiveMessage answers it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MD5OfMessageAttributes?: string;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
}
