import type { Account } from '../../aws/arn.ts';
import type { MessageAttribute, Send, Undelivered } from '../../aws/delivery.ts';
import type { Pending } from '../../aws/pending.ts';

export interface SnsOptions {
  readonly account: Account;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly pending: Pending;
  /** Brings a notification to a function or a queue. */
  readonly send: Send;
  /** Called for a notification that neither an endpoint nor a dead-letter queue accepted. */
  readonly undelivered: (failure: Undelivered) => void;
  /** Called when a topic gets a policy; an empty text is the default policy again. */
  readonly setTopicPolicy: (topicArn: string, policy: string) => void;
}

/** A message for a topic. */
export interface Publication {
  readonly message: string;
  readonly subject?: string;
  /** `json`: the message holds a text for each protocol. */
  readonly messageStructure?: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
  readonly traceHeader?: string;
}

/** A message that SNS would send by email. Nothing is sent: it is shown. */
export interface Email {
  readonly to: string;
  /** The topic's display name, or what SNS writes without one. */
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly topicArn: string;
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly sentMs: number;
}

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** For a FIFO topic: the messages of the last five minutes, by deduplication ID. */
  readonly recent: Map<string, { readonly messageId: string; readonly sequenceNumber: string; readonly atMs: number }>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Map<string, string>;
}

export interface NewSubscription {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** The members of Subscribe. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface Published {
  readonly messageId: string;
  /** For a FIFO topic. */
  readonly sequenceNumber?: string;
}
