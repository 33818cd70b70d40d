import { type Account, queueArn } from '../../aws/arn.ts';
import type { QueueResource } from '../model.ts';
import { plainJson } from '../plain-json.ts';
import type { Properties } from '../properties.ts';
import { literal } from '../value.ts';
import type { Declared } from './declared.ts';
import { type ResourceKind, words } from './kind.ts';

/** The attributes of CreateQueue that are properties with the same names. */
const QUEUE_ATTRIBUTES = words(`ContentBasedDeduplication DelaySeconds FifoQueue MaximumMessageSize
  MessageRetentionPeriod ReceiveMessageWaitTimeSeconds VisibilityTimeout`);

export const QUEUE: ResourceKind = {
  type: 'AWS::SQS::Queue',
  identity: {
    nameProperty: 'QueueName',
    maxNameLength: 80,
    suffix: ({ properties }) => (literal(properties.entries.get('FifoQueue')) === 'true' ? '.fifo' : ''),
    ref: queueUrl,
    attributes: (name, account) => ({
      Arn: queueArn(account, name),
      QueueName: name,
      QueueUrl: queueUrl(name, account),
    }),
  },
  properties: {
    acted: [...QUEUE_ATTRIBUTES, ...words('QueueName RedrivePolicy')],
    withoutLocalEffect: words(`DeduplicationScope FifoThroughputLimit KmsDataKeyReusePeriodSeconds KmsMasterKeyId
      RedriveAllowPolicy SqsManagedSseEnabled Tags`),
  },
  uniqueName: true,
};

export function readQueues(declared: Declared): QueueResource[] {
  return declared.ofTypes(QUEUE.type).map(({ logicalId, name, properties }) => ({
    logicalId,
    name,
    attributes: queueAttributes(properties),
  }));
}

function queueAttributes(properties: Properties): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of QUEUE_ATTRIBUTES) {
    const value = properties.text(name);
    if (value !== undefined) attributes[name] = value;
  }
  const redrive = properties.nested('RedrivePolicy') && properties.get('RedrivePolicy');
  if (redrive !== undefined) attributes.RedrivePolicy = JSON.stringify(plainJson(redrive));
  return attributes;
}

/** As on AWS; the queue's own service answers at this path on the local endpoint too. */
function queueUrl(name: string, { region, accountId }: Account): string {
  return `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
}
