import { AwsError } from '../../aws/error.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
};
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['messageGroup', 'queue'],
  FifoQueue: ['true', 'false'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
  SqsManagedSseEnabled: ['true', 'false'],
};
/** Stored and returned. They have no effect here: for example, messages are not encrypted. */
const TEXTS = ['KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy', 'RedrivePolicy'];
const ONLY_FIFO = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];
const BOOLEANS = ['ContentBasedDeduplication', 'FifoQueue', 'SqsManagedSseEnabled'];
const COMPUTED = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
];

const DEFAULTS: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
};
const FIFO_DEFAULTS = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** The attributes of a queue, with the defaults of those that were not set. */
export function withDefaults(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const { KmsDataKeyReusePeriodSeconds: _, ...others } = attributes;
  // Without a key, the reuse period has no meaning.
  const given = attributes.KmsMasterKeyId === undefined ? others : attributes;
  return { ...DEFAULTS, ...(attributes.FifoQueue === 'true' && FIFO_DEFAULTS), ...given };
}

/** The attributes of a request as SQS keeps them: `True` counts as `true`. */
export function normalizedAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(attributes);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, BOOLEANS.includes(name) ? value.toLowerCase() : value]),
  );
}

/** Throws InvalidAttributeName for a name that no queue has. */
export function checkAttributeNames(names: readonly string[]): void {
  const known = ['All', ...COMPUTED, ...Object.keys(RANGES), ...Object.keys(CHOICES), ...TEXTS];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
}

/** Throws InvalidAttributeName or InvalidAttributeValue for what cannot be set. */
export function checkAttributes(attributes: Readonly<Record<string, string>>, isFifo: boolean): void {
  for (const [name, value] of Object.entries(attributes)) {
    checkAttributeNames([name]);
    if (!isFifo && (name === 'DeduplicationScope' || name === 'FifoThroughputLimit')) {
      const message = `You can specify the ${name} only when FifoQueue is set to true.`;
      throw new AwsError('InvalidAttributeName', message);
    }
    if (COMPUTED.includes(name) || name === 'All' || (ONLY_FIFO.includes(name) && !isFifo)) {
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
    const range = RANGES[name];
    const choices = CHOICES[name];
    const number = Number(value);
    const isInRange = range === undefined || (/^\d+$/.test(value) && number >= range[0] && number <= range[1]);
    if (!isInRange || (choices !== undefined && !choices.includes(value))) throw invalidAttribute(name);
    if (name === 'RedrivePolicy' && value !== '') redrivePolicy(value);
  }
}

/** Throws InvalidParameterValue. An empty string removes the policy. */
export function redrivePolicy(text: string | undefined): RedrivePolicy | undefined {
  if (text === undefined || text === '') return undefined;
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalidRedrivePolicy(text, 'Redrive policy is not a valid JSON map.');
  }
  if (typeof policy !== 'object' || policy === null) {
    throw invalidRedrivePolicy(text, 'Redrive policy is not a valid JSON map.');
  }
  const { deadLetterTargetArn, maxReceiveCount } = policy as Partial<Record<string, unknown>>;
  if (typeof deadLetterTargetArn !== 'string') {
    throw invalidRedrivePolicy(text, 'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  }
  if (maxReceiveCount === undefined) {
    throw invalidRedrivePolicy(text, 'Redrive policy does not contain mandatory attribute: maxReceiveCount.');
  }
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw invalidRedrivePolicy(
      text,
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function invalidRedrivePolicy(text: string, reason: string): AwsError {
  return new AwsError(
    'InvalidParameterValue',
    `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
  );
}

function invalidAttribute(name: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}
