import { AwsError } from '../../aws/error.ts';
import { isJsonObject } from '../../aws/json.ts';
import type { MessageAnswer, QueueAnswer, QueueMessage } from '../model/contract.ts';
import type { ConsoleQueues } from '../ports.ts';
import { ok, type Route } from '../routing.ts';

/** The queues of the template, and a way to send them a message. */
export function queueRoutes(queues: ConsoleQueues): Route[] {
  return [
    { method: 'GET', path: '/_local/queues', run: () => ok(queues.queues().map(queueAnswer)) },
    {
      method: 'POST',
      path: '/_local/queues/:name/messages',
      async run({ params, json }) {
        const message = messageIn(await json());
        const names = queues.queues().map(({ name }) => name);
        const { name = '' } = params;
        if (!names.includes(name)) {
          const known = names.join(', ') || 'none';
          throw new AwsError('QueueDoesNotExist', `There is no queue ${name}, only ${known}.`, { status: 404 });
        }
        return ok({ messageId: await queues.sendMessage(name, message) } satisfies MessageAnswer);
      },
    },
  ];
}

function queueAnswer({ logicalId, name, attributes }: ReturnType<ConsoleQueues['queues']>[number]): QueueAnswer {
  return {
    logicalId,
    name,
    isFifo: name.endsWith('.fifo'),
    hasContentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
  };
}

function messageIn(json: unknown): QueueMessage {
  const { body, groupId, deduplicationId } = isJsonObject(json) ? json : {};
  const isMessage =
    typeof body === 'string' && body !== '' && isTextOrAbsent(groupId) && isTextOrAbsent(deduplicationId);
  if (!isMessage) {
    throw new AwsError(
      'InvalidRequestContentException',
      'The body must be {"body": "text", "groupId": "text", "deduplicationId": "text"}. Only the first is required, and it must not be empty.',
    );
  }
  return {
    body,
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
  };
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
