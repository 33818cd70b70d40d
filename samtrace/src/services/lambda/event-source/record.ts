import type { MessageAttribute } from '../../../aws/delivery.ts';
import type { QueueMapping, QueueMessage } from './contract.ts';

/** One record of the event. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly [member: string]: unknown;
}

/** SQS's attributes in the order in which Lambda writes them. */
const ATTRIBUTES = [
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'SentTimestamp',
  'SequenceNumber',
  'MessageGroupId',
  'SenderId',
  'MessageDeduplicationId',
  'ApproximateFirstReceiveTimestamp',
  'DeadLetterQueueSourceArn',
];

export function sqsRecord(message: QueueMessage, mapping: QueueMapping, region: string): SqsRecord {
  const { Attributes = {}, MessageAttributes = {} } = message;
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: Object.fromEntries(
      ATTRIBUTES.flatMap((name) => (Attributes[name] === undefined ? [] : [[name, Attributes[name]]])),
    ),
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, attribute]) => [name, recordAttribute(attribute)]),
    ),
    ...md5OfAttributes(message, mapping),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: mapping.queueArn,
    awsRegion: region,
  };
}

function recordAttribute({ DataType, StringValue, BinaryValue }: MessageAttribute) {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}

/** Without attributes, there is no checksum. With a batching window, Lambda writes null instead. */
function md5OfAttributes({ MD5OfMessageAttributes }: QueueMessage, { batchingWindowSeconds }: QueueMapping) {
  if (MD5OfMessageAttributes !== undefined) return { md5OfMessageAttributes: MD5OfMessageAttributes };
  return batchingWindowSeconds > 0 ? { md5OfMessageAttributes: null } : {};
}
