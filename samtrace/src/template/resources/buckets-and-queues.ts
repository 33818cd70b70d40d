import type { BucketResource, QueueResource } from '../model.ts';
import type { Properties } from '../properties.ts';
import type { Plain } from '../value.ts';
import type { Declared } from './declared.ts';

const QUEUE_ATTRIBUTES = (
  'ContentBasedDeduplication DelaySeconds FifoQueue MaximumMessageSize MessageRetentionPeriod ' +
  'ReceiveMessageWaitTimeSeconds VisibilityTimeout'
).split(' ');

export function readBuckets(declared: Declared): BucketResource[] {
  return declared.ofTypes('AWS::S3::Bucket').map(({ logicalId, name, properties }) => {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
      properties.refuse('BucketName', `must be 3 to 63 lower-case letters, digits, dots or hyphens, not ${name}.`);
    }
    return { logicalId, name };
  });
}

export function readQueues(declared: Declared): QueueResource[] {
  return declared.ofTypes('AWS::SQS::Queue').map(({ logicalId, name, properties }) => ({
    logicalId,
    name,
    attributes: queueAttributes(properties),
  }));
}

/** AWS::SQS::Queue has SQS's attributes as properties of the same names. */
function queueAttributes(properties: Properties): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of QUEUE_ATTRIBUTES) {
    const value = properties.text(name);
    if (value !== undefined) attributes[name] = value;
  }
  const redrive = properties.nested('RedrivePolicy') && properties.get('RedrivePolicy');
  if (redrive !== undefined) attributes.RedrivePolicy = JSON.stringify(toJson(redrive));
  return attributes;
}

function toJson(value: Plain): unknown {
  if (value.kind === 'unreadable') return null;
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map(toJson);
  return Object.fromEntries([...value.entries].map(([name, entry]) => [name, toJson(entry)]));
}
