import { nameInArn, queueArn } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/error.ts';
import type { Action, Call } from '../action.ts';
import { invalidParameter, invalidValue, queueDoesNotExist } from '../errors.ts';
import { numberIn, requiredText, textIn, textMapIn, textsIn } from '../input.ts';
import {
  checkAttributeNames,
  checkAttributes,
  normalizedAttributes,
  redrivePolicy,
  withDefaults,
} from '../queue-attributes.ts';
import type { QueueStore } from '../queue-store.ts';

/** Returns an existing queue if its attributes are the same. */
export const createQueue: Action = {
  run(call) {
    const { store, input } = call;
    const name = requiredText(input, 'QueueName');
    const attributes = normalizedAttributes(textMapIn(input, 'Attributes'));
    checkNewQueue(name, attributes);
    checkDeadLetterQueue(store, attributes);
    const existing = store.find(name);
    if (existing === undefined) addQueue(store, name, attributes, textMapIn(input, 'tags'));
    else {
      const current = withDefaults(existing.attributes);
      const different = Object.entries(attributes).find(([key, value]) => current[key] !== value);
      if (different !== undefined) {
        const message = `A queue already exists with the same name and a different value for attribute ${different[0]}`;
        throw new AwsError('QueueNameExists', message);
      }
    }
    return { QueueUrl: queueUrl(call, name) };
  },
};

export const deleteQueue: Action = {
  run({ store, queueName }) {
    store.delete(queueName);
    return undefined;
  },
};

export const getQueueUrl: Action = {
  run(call) {
    const name = requiredText(call.input, 'QueueName');
    const owner = textIn(call.input, 'QueueOwnerAWSAccountId') ?? call.store.account.accountId;
    if (owner !== call.store.account.accountId) throw queueDoesNotExist();
    call.store.record(name);
    return { QueueUrl: queueUrl(call, name) };
  },
};

/** Without MaxResults all queues up to 1,000, and no token. */
export const listQueues: Action = {
  run(call) {
    const prefix = textIn(call.input, 'QueueNamePrefix') ?? '';
    const names = call.store.names().filter((name) => name.startsWith(prefix));
    const { page, nextToken } = paged(call, names);
    return {
      ...(page.length > 0 && { QueueUrls: page.map((name) => queueUrl(call, name)) }),
      ...(nextToken !== undefined && { NextToken: nextToken }),
    };
  },
};

export const listDeadLetterSourceQueues: Action = {
  run(call) {
    call.store.record(call.queueName);
    const { page, nextToken } = paged(call, call.store.sourcesOf(call.queueName));
    return {
      queueUrls: page.map((name) => queueUrl(call, name)),
      ...(nextToken !== undefined && { NextToken: nextToken }),
    };
  },
};

export const getQueueAttributes: Action = {
  run({ store, input, queueName }) {
    const names = textsIn(input, 'AttributeNames');
    checkAttributeNames(names);
    const all = Object.entries(allAttributes(store, queueName));
    const wanted = all.filter(([name]) => names.includes('All') || names.includes(name));
    return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
  },
};

export const setQueueAttributes: Action = {
  run({ store, input, queueName }) {
    const record = store.record(queueName);
    const attributes = normalizedAttributes(textMapIn(input, 'Attributes'));
    const isFifo = queueName.endsWith('.fifo');
    if (attributes.FifoQueue !== undefined && !isFifo) {
      throw new AwsError('InvalidAttributeName', 'Unknown Attribute FifoQueue.');
    }
    checkAttributes(attributes, isFifo);
    checkDeadLetterQueue(store, attributes);
    if (attributes.FifoQueue === 'false') {
      throw new AwsError(
        'InvalidAttributeValue',
        'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
      );
    }
    // An empty string removes a policy.
    const changed = Object.entries({ ...record.attributes, ...attributes }).filter(([, value]) => value !== '');
    store.put({ ...record, attributes: Object.fromEntries(changed), modifiedMs: store.now() });
    return undefined;
  },
};

/** AWS allows it once a minute; here it may be called at any time. */
export const purgeQueue: Action = {
  run({ store, queueName }) {
    store.purge(queueName);
    return undefined;
  },
};

/** What GetQueueAttributes answers for `All`. Throws QueueDoesNotExist. */
export function allAttributes(store: QueueStore, queueName: string): Record<string, string> {
  const record = store.record(queueName);
  const { visible, inFlight, delayed } = store.counts(queueName);
  return {
    ...store.attributes(queueName),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    CreatedTimestamp: String(Math.floor(record.createdMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(record.modifiedMs / 1000)),
    QueueArn: queueArn(store.account, queueName),
  };
}

export function addQueue(
  store: QueueStore,
  name: string,
  attributes: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>> = {},
): void {
  const nowMs = store.now();
  store.put({ name, attributes, tags, createdMs: nowMs, modifiedMs: nowMs });
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export function checkNewQueue(name: string, attributes: Readonly<Record<string, string>>): void {
  const isFifo = attributes.FifoQueue === 'true';
  if (name.length > 80 || !/^[A-Za-z0-9_-]+(\.fifo)?$/.test(name)) {
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
  if (name.endsWith('.fifo') && !isFifo) {
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
  if (isFifo && !name.endsWith('.fifo'))
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  if (attributes.FifoQueue === 'false') {
    throw new AwsError('InvalidAttributeName', 'Unknown Attribute FifoQueue.');
  }
  checkAttributes(attributes, isFifo);
}

/** A template may create the dead-letter queue later, a call may not. */
function checkDeadLetterQueue(store: QueueStore, attributes: Readonly<Record<string, string>>): void {
  const policy = redrivePolicy(attributes.RedrivePolicy);
  if (policy === undefined || store.find(nameInArn(policy.deadLetterTargetArn)) !== undefined) return;
  throw invalidValue(attributes.RedrivePolicy, 'RedrivePolicy', 'Dead letter target does not exist.');
}

/** SDKs call a queue at its URL's host, so the host is the one that the caller has just reached. */
function queueUrl({ host, store }: Call, name: string): string {
  return `http://${host}/${store.account.accountId}/${name}`;
}

function paged({ input }: Call, names: readonly string[]): { page: string[]; nextToken?: string } {
  const limit = numberIn(input, 'MaxResults', 1, 1000);
  const after = Buffer.from(textIn(input, 'NextToken') ?? '', 'base64').toString('utf8');
  const following = names.filter((name) => name > after);
  const page = following.slice(0, limit ?? 1000);
  const last = page.at(-1);
  const hasMore = limit !== undefined && following.length > page.length;
  return { page, ...(hasMore && last !== undefined && { nextToken: Buffer.from(last).toString('base64') }) };
}
