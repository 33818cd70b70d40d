import type { MessageAttribute } from '../../../aws/delivery.ts';
import { AwsError, messageOf, unsupported } from '../../../aws/error.ts';
import type { QueryInput } from '../../../aws/query-input.ts';
import { queryList, texts } from '../../../aws/query-protocol.ts';
import type { Publication, Published } from '../contract.ts';
import { invalidParameter } from '../errors.ts';
import type { Action } from './action.ts';
import { required, requiredTopicArn } from './required.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MAX_ENTRIES = 10;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const publish: Action = {
  resource: (input) => input.text('TopicArn') ?? input.text('TargetArn') ?? '*',
  run(input, backend, traceHeader) {
    if (input.text('PhoneNumber') !== undefined) throw unsupported('SNS', 'Publish to a phone number');
    const target = input.text('TopicArn') ?? required(input, 'TargetArn');
    if (target.includes(':endpoint/')) {
      throw invalidParameter('TargetArn Reason: No endpoint found for the target arn specified');
    }
    return texts(published(backend.publish(target, publication(input, traceHeader))));
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const publishBatch: Action = {
  permission: 'Publish',
  resource: (input) => input.text('TopicArn') ?? '*',
  run(input, backend, traceHeader) {
    const topicArn = requiredTopicArn(input);
    backend.store.topic(topicArn);
    const entries = input.structures('PublishBatchRequestEntries');
    checkEntries(entries);
    const successful: string[] = [];
    const failed: string[] = [];
    for (const entry of entries) {
      const Id = required(entry, 'Id');
      try {
        successful.push(texts({ Id, ...published(backend.publish(topicArn, publication(entry, traceHeader))) }));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        failed.push(texts({ Id, Code: error.code, Message: messageOf(error), SenderFault: 'true' }));
      }
    }
    return queryList('Successful', successful) + queryList('Failed', failed);
  },
};

function checkEntries(entries: readonly QueryInput[]): void {
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  }
  if (entries.length > MAX_ENTRIES) {
    throw new AwsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
  }
  const ids = entries.map((entry) => required(entry, 'Id'));
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
}

function published({ messageId, sequenceNumber }: Published): Record<string, string> {
  return { MessageId: messageId, ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }) };
}

function publication(input: QueryInput, traceHeader: string | undefined): Publication {
  const message = input.text('Message');
  const optional = {
    subject: input.text('Subject'),
    messageStructure: input.text('MessageStructure'),
    messageGroupId: input.text('MessageGroupId'),
    messageDeduplicationId: input.text('MessageDeduplicationId'),
    traceHeader,
  };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { message: message ?? '', attributes: attributes(input), ...Object.fromEntries(given) };
}

function attributes(input: QueryInput): Record<string, MessageAttribute> {
  return Object.fromEntries(
    input.entries('MessageAttributes').map((entry) => {
      const StringValue = entry.text('Value.StringValue');
      const BinaryValue = entry.text('Value.BinaryValue');
      const attribute = {
        DataType: entry.text('Value.DataType') ?? '',
        ...(StringValue !== undefined && { StringValue }),
        ...(BinaryValue !== undefined && { BinaryValue }),
      };
      return [required(entry, 'Name'), attribute];
    }),
  );
}
