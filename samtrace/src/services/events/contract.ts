import type { Account } from '../../aws/arn.ts';
import type { Send, Undelivered } from '../../aws/delivery.ts';
import type { EventPattern } from '../../aws/event-pattern/event-pattern.ts';
import type { Pending } from '../../aws/pending.ts';

export interface EventsOptions {
  readonly account: Account;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly pending: Pending;
  /** Brings an event to a target that is not a bus. */
  readonly send: Send;
  /** Called for an event that neither a target nor a dead-letter queue accepted. */
  readonly undelivered: (failure: Undelivered) => void;
}

/** An event as rules match it and targets get it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** An event on its way. */
export interface Arrival {
  readonly event: BusEvent;
  /** Epoch milliseconds. */
  readonly arrivedMs: number;
  /** The trace header of a PutEvents call. Targets get it, too. */
  readonly traceHeader?: string;
  /** The event is from another bus, and is not sent to a third bus. */
  readonly forwarded?: boolean;
}

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdMs: number;
  readonly tags: Map<string, string>;
}

/** A rule has a pattern, a schedule or both. */
export interface RuleDefinition {
  readonly name: string;
  readonly busName: string;
  /** JSON text. */
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly enabled: boolean;
}

export interface Rule extends RuleDefinition {
  readonly arn: string;
  readonly pattern?: EventPattern;
  /** By id. */
  readonly targets: Map<string, Target>;
  readonly tags: Map<string, string>;
}

/** The members of PutTargets. It has at most one of Input, InputPath, and InputTransformer. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: InputTransformer;
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
}

export interface InputTransformer {
  readonly InputPathsMap?: Readonly<Record<string, string>>;
  readonly InputTemplate: string;
}
