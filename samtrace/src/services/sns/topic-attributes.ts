import type { Account } from '../../aws/arn.ts';
import type { Topic } from './contract.ts';
import { invalidParameter } from './errors.ts';

/** The attributes of SetTopicAttributes and CreateTopic. https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
const SETTABLE = new Set([
  'ArchivePolicy',
  'ContentBasedDeduplication',
  'DataProtectionPolicy',
  'DeliveryPolicy',
  'DisplayName',
  'FifoThroughputScope',
  'KmsMasterKeyId',
  'Policy',
  'SignatureVersion',
  'TracingConfig',
]);
const DELIVERY_STATUS = /^(Application|Firehose|HTTP|Lambda|SQS)(Success|Failure)Feedback(RoleArn|SampleRate)$/;

export function checkTopicAttribute(name: string, value: string): void {
  if (!SETTABLE.has(name) && !DELIVERY_STATUS.test(name)) throw invalidParameter('AttributeName');
  if (name === 'Policy' && value !== '' && !isJsonObject(value)) {
    throw invalidParameter('Policy Error: PolicyNotJSON');
  }
  if (name === 'TracingConfig' && value !== 'Active' && value !== 'PassThrough') {
    throw invalidParameter('Invalid parameter: TracingConfig');
  }
  if (name === 'SignatureVersion' && value !== '1' && value !== '2') throw invalidParameter('SignatureVersion');
}

/** As GetTopicAttributes answers them. */
export function shownTopicAttributes(topic: Topic, account: Account, confirmed: number): Record<string, string> {
  return {
    Policy: defaultPolicy(topic.arn, account),
    Owner: account.accountId,
    SubscriptionsPending: '0',
    SubscriptionsConfirmed: String(confirmed),
    SubscriptionsDeleted: '0',
    DisplayName: '',
    EffectiveDeliveryPolicy: EFFECTIVE_DELIVERY_POLICY,
    TopicArn: topic.arn,
    ...Object.fromEntries(topic.attributes),
  };
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
const EFFECTIVE_DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

function defaultPolicy(topicArn: string, { accountId }: Account): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
