import { createHash } from 'node:crypto';
import { AwsError } from '../../../aws/error.ts';
import type { Action, Call } from '../action.ts';
import { batchEntries, runBatch } from '../batch.ts';
import { invalidParameter, invalidValue, missingParameter } from '../errors.ts';
import { type Input, messageAttributesIn, numberIn, requiredText, textIn } from '../input.ts';
import type { NewMessage } from '../message.ts';
import {
  checkCharacters,
  checkMessageAttributes,
  md5OfAttributes,
  sizeOfMessage,
  traceHeaderIn,
} from '../message-attributes.ts';
import type { QueueStore } from '../queue-store.ts';

const MAX_BATCH_BYTES = 1_048_576;
const OTHER_QUEUE_TYPE = 'The request include parameter that is not valid for this queue type';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage: Action = {
  run: (call) => send(call, call.input),
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const sendMessageBatch: Action = {
  run(call) {
    call.store.record(call.queueName);
    const entries = batchEntries(call.input, 'SendMessageBatchRequestEntry');
    const bytes = entries
      .map(({ entry }) =>
        sizeOfMessage(textIn(entry, 'MessageBody') ?? '', messageAttributesIn(entry, 'MessageAttributes')),
      )
      .reduce((sum, size) => sum + size);
    if (bytes > MAX_BATCH_BYTES) {
      const message = `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`;
      throw new AwsError('BatchRequestTooLong', message);
    }
    for (const { entry } of entries) checkFifoIds(call, entry);
    return runBatch(entries, (entry) => send(call, entry));
  },
};

/** Throws the error of SQS for an invalid message. */
export function checkMessage(store: QueueStore, queueName: string, message: NewMessage): void {
  const attributes = store.attributes(queueName);
  checkCharacters(message.body);
  checkMessageAttributes(message.attributes);
  const limit = Number(attributes.MaximumMessageSize);
  if (sizeOfMessage(message.body, message.attributes) > limit) {
    throw invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
  }
  const { groupId, deduplicationId } = message;
  for (const [name, id] of Object.entries({ MessageGroupId: groupId, MessageDeduplicationId: deduplicationId })) {
    if (id === undefined || /^[\x21-\x7e]{1,128}$/.test(id)) continue;
    throw invalidValue(
      id,
      name,
      `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
  }
  if (!queueName.endsWith('.fifo')) {
    if (deduplicationId !== undefined)
      throw invalidValue(deduplicationId, 'MessageDeduplicationId', `${OTHER_QUEUE_TYPE}.`);
    return;
  }
  if (groupId === undefined) throw missingParameter('MessageGroupId');
  if (message.delaySeconds !== undefined && message.delaySeconds > 0) {
    throw invalidValue(message.delaySeconds, 'DelaySeconds', `${OTHER_QUEUE_TYPE}.`);
  }
  checkDeduplication(store, queueName, deduplicationId);
}

/** A FIFO queue rejects a complete batch if one entry has no group or no deduplication ID. */
function checkFifoIds({ store, queueName }: Call, entry: Input): void {
  if (!queueName.endsWith('.fifo')) return;
  if (textIn(entry, 'MessageGroupId') === undefined) {
    throw invalidParameter('The request must contain the parameter MessageGroupId.');
  }
  checkDeduplication(store, queueName, textIn(entry, 'MessageDeduplicationId'));
}

function checkDeduplication(store: QueueStore, queueName: string, deduplicationId: string | undefined): void {
  if (deduplicationId !== undefined || store.attributes(queueName).ContentBasedDeduplication === 'true') return;
  throw invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

function newMessage(call: Call, input: Input): NewMessage {
  const traceHeader = traceHeaderIn(messageAttributesIn(input, 'MessageSystemAttributes')) ?? call.traceHeader;
  const delaySeconds = numberIn(input, 'DelaySeconds', 0, 900);
  const groupId = textIn(input, 'MessageGroupId');
  const deduplicationId = textIn(input, 'MessageDeduplicationId');
  return {
    body: requiredText(input, 'MessageBody'),
    attributes: messageAttributesIn(input, 'MessageAttributes'),
    senderId: call.senderId,
    ...(traceHeader !== undefined && { traceHeader }),
    ...(delaySeconds !== undefined && { delaySeconds }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
  };
}

function send(call: Call, input: Input): object {
  const message = newMessage(call, input);
  checkMessage(call.store, call.queueName, message);
  const { id, body, attributes, sequenceNumber } = call.store.send(call.queueName, message);
  const md5OfMessageAttributes = md5OfAttributes(attributes);
  const md5OfSystemAttributes = md5OfAttributes(messageAttributesIn(input, 'MessageSystemAttributes'));
  return {
    MessageId: id,
    MD5OfMessageBody: createHash('md5').update(body).digest('hex'),
    ...(md5OfMessageAttributes !== undefined && { MD5OfMessageAttributes: md5OfMessageAttributes }),
    ...(md5OfSystemAttributes !== undefined && { MD5OfMessageSystemAttributes: md5OfSystemAttributes }),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
  };
}
