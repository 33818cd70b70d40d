import type { Account } from '../../aws/arn.ts';
import type { Subscription } from './contract.ts';
import { invalidParameter } from './errors.ts';
import { compileFilterPolicy, SCOPES } from './filter-policy.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
const SETTABLE = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'ReplayPolicy',
  'SubscriptionRoleArn',
]);

/** Checks a subscription's attributes as a whole: a filter policy depends on its scope. */
export function checkSubscriptionAttributes(
  protocol: string,
  attributes: Readonly<Record<string, string>>,
  parameter: string,
): void {
  for (const name of Object.keys(attributes)) if (!SETTABLE.has(name)) throw invalidParameter('AttributeName');
  const { FilterPolicy, FilterPolicyScope = 'MessageAttributes', RawMessageDelivery, RedrivePolicy } = attributes;
  if (!SCOPES.includes(FilterPolicyScope)) {
    throw invalidParameter(
      `FilterPolicyScope: Invalid value [${FilterPolicyScope}]. Please use either MessageBody or MessageAttributes`,
    );
  }
  if (FilterPolicy !== undefined && FilterPolicy !== '')
    compileFilterPolicy(FilterPolicy, FilterPolicyScope, parameter);
  if (RawMessageDelivery?.toLowerCase() === 'true' && protocol !== 'sqs') {
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`,
    );
  }
  if (RedrivePolicy !== undefined && RedrivePolicy !== '' && !namesQueue(RedrivePolicy)) {
    throw invalidParameter('RedrivePolicy: deadLetterTargetArn must be the ARN of an SQS queue');
  }
}

/** As they are kept: an empty value deletes. */
export function storedSubscriptionAttributes(attributes: Readonly<Record<string, string>>): Map<string, string> {
  const entries = Object.entries(attributes).filter(([, value]) => value !== '');
  const stored = new Map(entries);
  const raw = stored.get('RawMessageDelivery');
  if (raw !== undefined) stored.set('RawMessageDelivery', String(raw.toLowerCase() === 'true'));
  return stored;
}

/** As GetSubscriptionAttributes answers them. */
export function shownSubscriptionAttributes(subscription: Subscription, account: Account): Record<string, string> {
  const { attributes } = subscription;
  return {
    ConfirmationWasAuthenticated: 'true',
    Endpoint: subscription.endpoint,
    Owner: account.accountId,
    PendingConfirmation: 'false',
    Protocol: subscription.protocol,
    RawMessageDelivery: 'false',
    SubscriptionArn: subscription.arn,
    SubscriptionPrincipal: `arn:aws:iam::${account.accountId}:root`,
    TopicArn: subscription.topicArn,
    ...(attributes.has('FilterPolicy') && { FilterPolicyScope: 'MessageAttributes' }),
    ...Object.fromEntries(attributes),
  };
}

function namesQueue(policy: string): boolean {
  try {
    const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn?: unknown };
    return typeof deadLetterTargetArn === 'string' && deadLetterTargetArn.startsWith('arn:aws:sqs:');
  } catch {
    return false;
  }
}
