import type { MessageAttribute } from '../../aws/delivery.ts';

/** A message in a queue. */
export interface Message {
  readonly id: string;
  /** Its place in the queue, unique over all queues. */
  readonly sequence: number;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly traceHeader?: string;
  readonly senderId: string;
  readonly sentMs: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** For a FIFO queue. */
  readonly sequenceNumber?: string;
  /** The queue that moved the message to this dead-letter queue. */
  readonly deadLetterSourceArn?: string;
  /** Until then, it is not visible: it is delayed or in flight. */
  visibleAtMs: number;
  receiveCount: number;
  firstReceivedMs?: number;
}

/** The members of a sent message. */
export interface NewMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly traceHeader?: string;
  readonly senderId: string;
  readonly delaySeconds?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

export interface QueueRecord {
  readonly name: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** Those that were set; the others have their defaults. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A received message. */
export interface Receive {
  readonly message: Message;
  readonly receiptHandle: string;
}

/** The storage of messages in addition to memory. */
export interface Journal {
  putQueue(record: QueueRecord): void;
  deleteQueue(name: string): void;
  putMessage(queueName: string, message: Message): void;
  /** Only visibility and receive count have changed. */
  updateMessage(message: Message): void;
  deleteMessages(sequences: readonly number[]): void;
}
