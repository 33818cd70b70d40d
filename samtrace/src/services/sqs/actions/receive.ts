import { createHash } from 'node:crypto';
import { AwsError } from '../../../aws/error.ts';
import type { Action, Call } from '../action.ts';
import { batchEntries, runBatch } from '../batch.ts';
import type { ReceivedMessage } from '../contract.ts';
import { invalidParameter, invalidValue, missingParameter } from '../errors.ts';
import { type Input, numberIn, requiredText, textsIn } from '../input.ts';
import type { Message, Receive } from '../message.ts';
import { chosenAttributes, md5OfAttributes } from '../message-attributes.ts';

const SYSTEM_ATTRIBUTES = new Set([
  'All',
  'AWSTraceHeader',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
  // Known from the time when the member was about the queue.
  'Policy',
  'VisibilityTimeout',
]);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const receiveMessage: Action = {
  async run({ store, input, queueName }) {
    const attributes = store.attributes(queueName);
    const limit = numberIn(input, 'MaxNumberOfMessages', 1, 10) ?? 1;
    const waitSeconds = numberIn(input, 'WaitTimeSeconds', 0, 20) ?? Number(attributes.ReceiveMessageWaitTimeSeconds);
    const timeoutSeconds = numberIn(input, 'VisibilityTimeout', 0, 43_200) ?? Number(attributes.VisibilityTimeout);
    const system = [...textsIn(input, 'AttributeNames'), ...textsIn(input, 'MessageSystemAttributeNames')];
    const unknown = system.find((name) => !SYSTEM_ATTRIBUTES.has(name));
    if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    const names = textsIn(input, 'MessageAttributeNames');
    const received = await store.receive(queueName, {
      limit,
      waitMs: waitSeconds * 1000,
      visibilityTimeoutMs: timeoutSeconds * 1000,
    });
    return received.length === 0 ? {} : { Messages: received.map((each) => receivedMessage(each, system, names)) };
  },
};

export const deleteMessage: Action = {
  run(call) {
    deleteOne(call, call.input);
    return undefined;
  },
};

export const deleteMessageBatch: Action = {
  run(call) {
    call.store.record(call.queueName);
    const entries = batchEntries(call.input, 'DeleteMessageBatchRequestEntry');
    return runBatch(entries, (entry) => deleteOne(call, entry));
  },
};

export const changeMessageVisibility: Action = {
  run(call) {
    changeOne(call, call.input);
    return undefined;
  },
};

export const changeMessageVisibilityBatch: Action = {
  run(call) {
    call.store.record(call.queueName);
    const entries = batchEntries(call.input, 'ChangeMessageVisibilityBatchRequestEntry');
    return runBatch(entries, (entry) => changeOne(call, entry));
  },
};

function deleteOne({ store, queueName }: Call, input: Input): undefined {
  const handle = requiredText(input, 'ReceiptHandle');
  if (store.deleteMessage(queueName, handle) === 'deleted') return;
  throw invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.');
}

function changeOne({ store, queueName }: Call, input: Input): undefined {
  const handle = requiredText(input, 'ReceiptHandle');
  const timeoutSeconds = numberIn(input, 'VisibilityTimeout', 0, 43_200);
  if (timeoutSeconds === undefined) throw missingParameter('VisibilityTimeout');
  const outcome = store.changeVisibility(queueName, handle, timeoutSeconds * 1000);
  const reason = 'Message does not exist or is not available for visibility timeout change.';
  if (outcome === 'missing') {
    throw invalidParameter(`Value ${handle} for parameter ReceiptHandle is invalid. Reason: ${reason}`);
  }
  if (outcome === 'not in flight') throw new AwsError('MessageNotInflight', reason);
}

/** A message with the requested attributes, and their MD5. */
export function receivedMessage(
  { message, receiptHandle }: Receive,
  system: readonly string[],
  names: readonly string[],
): ReceivedMessage {
  const attributes = chosenAttributes(message.attributes, names);
  const md5 = md5OfAttributes(attributes);
  const systemAttributes = Object.entries(systemAttributesOf(message)).filter(
    ([name]) => system.includes('All') || system.includes(name),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: createHash('md5').update(message.body).digest('hex'),
    Body: message.body,
    ...(systemAttributes.length > 0 && { Attributes: Object.fromEntries(systemAttributes) }),
    ...(md5 !== undefined && { MessageAttributes: attributes, MD5OfMessageAttributes: md5 }),
  };
}

function systemAttributesOf(message: Message): Record<string, string> {
  const optional = {
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
    MessageDeduplicationId: message.deduplicationId,
    MessageGroupId: message.groupId,
    SequenceNumber: message.sequenceNumber,
  };
  const given = Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs ?? message.sentMs),
    ...Object.fromEntries(given),
  };
}
