import type { Account } from '../../../aws/arn.ts';
import type { Send, Sender, Undelivered } from '../../../aws/delivery.ts';
import type { Pending } from '../../../aws/pending.ts';

/** A change of an object. */
export interface ObjectChange {
  /** Without `s3:`, for example `ObjectCreated:Put`. */
  readonly eventName: string;
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Without quotes. */
  readonly eTag: string;
  readonly sequencer: string;
  /** When it happened, epoch milliseconds. */
  readonly lastModifiedMs: number;
  /** `X-Amzn-Trace-Id` of the request. */
  readonly traceHeader?: string;
}

/** A bucket's NotificationConfiguration. */
export interface BucketNotifications {
  readonly targets: readonly NotificationTarget[];
  /** Every change goes to the default event bus. */
  readonly eventBridge: boolean;
}

export interface NotificationTarget {
  /** `configurationId` in the record. */
  readonly id: string;
  /** The ARN of a function, a queue, or a topic. */
  readonly arn: string;
  /** `s3:ObjectCreated:*` and the like. */
  readonly events: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
}

/** The reason why S3 cannot send to a destination: it does not exist, or its policy does not allow the bucket. */
export type DestinationProblem = 'missing' | 'closed';

/** The event of EventBridge, without the envelope that the bus adds. */
export interface BucketEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface NotifierOptions {
  readonly account: Account;
  readonly pending: Pending;
  readonly send: Send;
  /** Undefined for a destination to which the sender may send. */
  readonly destinationProblem: (sender: Sender, targetArn: string) => Promise<DestinationProblem | undefined>;
  /** Puts an event on the default event bus. */
  readonly emit: (event: BucketEvent) => void;
  readonly undelivered: (failure: Undelivered) => void;
}
