import type { QualifiedFunction } from '../../../aws/arn.ts';
import type { MessageAttribute } from '../../../aws/delivery.ts';
import type { Pending } from '../../../aws/pending.ts';
import type { InvokeOptions, InvokeResult } from '../contract.ts';
import type { TableStreams } from './table-streams.ts';

export type * from './queue-mapping.ts';
export type * from './stream-mapping.ts';

/** A message as SQS's ReceiveMessage answers it. */
export interface QueueMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MD5OfMessageAttributes?: string;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

/** The queues. The composition root passes them. */
export interface Queues {
  receive(queueArn: string, options: { max: number; waitSeconds: number }): Promise<QueueMessage[]>;
  delete(queueArn: string, receiptHandle: string): Promise<void>;
  /** Makes a received message visible again. */
  release(queueArn: string, receiptHandle: string): Promise<void>;
  /** As GetQueueAttributes answers them. Rejects for a queue that does not exist. */
  attributes(queueArn: string): Promise<Readonly<Record<string, string>>>;
  /** Called for each message that a queue gets, until the returned function is called. */
  onMessage(listener: (queueArn: string, messageId: string) => void): () => void;
  /** Called for each message that is removed from a queue: deleted, expired, or as a dead letter. */
  onRemoved(listener: (queueArn: string, messageId: string) => void): () => void;
}

interface AnyPollerOptions {
  readonly pending: Pending;
  /** A synchronous invocation. Rejects with TooManyRequestsException while the function is throttled. */
  invoke(functionName: string, payload: Buffer, options: InvokeOptions): Promise<InvokeResult>;
  /** Shortens the wait for a queue's visibility timeout, and those between attempts and between throttled invocations. */
  readonly retryDelayScale: number;
}

/** The data of the poller of one queue. */
export interface PollerOptions extends AnyPollerOptions {
  readonly region: string;
  readonly queues: Queues;
}

/** The data of the poller of one stream. */
export interface StreamPollerOptions extends AnyPollerOptions {
  functionArn(fn: QualifiedFunction): string;
  /** Rejects if the queue or topic does not accept it. */
  sendToDestination(delivery: {
    readonly destinationArn: string;
    readonly body: string;
    readonly functionArn: string;
  }): Promise<void>;
}

export interface EventSourceOptions extends PollerOptions, StreamPollerOptions {
  readonly streams: TableStreams;
  /** Throws ResourceNotFoundException. */
  timeoutSeconds(functionName: string): number;
}
