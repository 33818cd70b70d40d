import { type Account, nameInArn, queueArn } from '../../aws/arn.ts';
import { AwsError, unsupported } from '../../aws/error.ts';
import { type AwsRequest, type AwsResponse, type Caller, jsonObject } from '../../aws/http.ts';
import type { Call } from './action.ts';
import { sourceNameIn } from './actions/move-tasks.ts';
import { addQueue, allAttributes, checkNewQueue } from './actions/queues.ts';
import { receivedMessage } from './actions/receive.ts';
import { checkMessage } from './actions/send.ts';
import { ACTIONS, permissionOf } from './actions.ts';
import type { Sqs } from './contract.ts';
import { missingParameter, queueDoesNotExist, renderSqsError } from './errors.ts';
import { textIn } from './input.ts';
import { MoveTasks } from './move-tasks.ts';
import { QueueStore, type QueueStoreOptions } from './queue-store.ts';

export type * from './contract.ts';

export interface SqsOptions extends Pick<QueueStoreOptions, 'dataDirectory' | 'maxBytes'> {
  readonly account: Account;
  readonly now?: () => number;
  /** The unique id of a caller: a message's `SenderId`. */
  readonly idOf?: (caller: Caller) => string;
  /** Called when a queue gets a policy. */
  readonly setQueuePolicy?: (queueArn: string, policy: string) => void;
}

/** SQS on one machine, in the JSON protocol of the current SDKs and the AWS CLI. Throws a StoredDataError. */
export function createSqs(options: SqsOptions): Sqs {
  const { account, now = Date.now, idOf = () => account.accountId, setQueuePolicy, ...data } = options;
  const store = new QueueStore({ account, now, ...data });
  const moveTasks = new MoveTasks(store);
  if (setQueuePolicy !== undefined) store.onPolicy(setQueuePolicy);

  function callOf(request: AwsRequest, name: string): Call {
    const input = jsonObject(request);
    const traceHeader = request.headers['x-amzn-trace-id'];
    return {
      store,
      moveTasks,
      input,
      queueName: queueNameIn(name, input, account),
      senderId: idOf(request.caller),
      host: request.headers.host ?? '127.0.0.1',
      ...(traceHeader !== undefined && { traceHeader }),
    };
  }

  return {
    api: {
      signingName: 'sqs',
      actions: [...new Set(Object.keys(ACTIONS).map(permissionOf))],
      operation(request) {
        const name = operationName(request);
        const action = ACTIONS[name];
        if (action === undefined) throw unsupported('SQS', name);
        const call = callOf(request, name);
        return {
          action: permissionOf(name),
          resources: [call.queueName === '' ? '*' : queueArn(account, call.queueName)],
          alsoNeeds: action.alsoNeeds?.(call) ?? [],
          run: async () => answer(await action.run(call)),
        };
      },
      renderError: renderSqsError,
    },
    async createQueue(name, attributes) {
      checkNewQueue(name, attributes);
      const existing = store.find(name);
      if (existing === undefined) addQueue(store, name, attributes);
      else store.put({ ...existing, attributes });
    },
    queueAttributes: async (arn) => allAttributes(store, nameInArn(arn)),
    async sendMessage(arn, { attributes = {}, ...rest }) {
      const queueName = nameInArn(arn);
      const message = { ...rest, attributes, senderId: account.accountId };
      checkMessage(store, queueName, message);
      return store.send(queueName, message).id;
    },
    async receiveMessages(arn, { max, waitSeconds }) {
      const queueName = nameInArn(arn);
      const visibilityTimeoutMs = Number(store.attributes(queueName).VisibilityTimeout) * 1000;
      const receives = await store.receive(queueName, { limit: max, waitMs: waitSeconds * 1000, visibilityTimeoutMs });
      return receives.map((receive) => receivedMessage(receive, ['All'], ['All']));
    },
    async deleteMessage(arn, receiptHandle) {
      store.deleteMessage(nameInArn(arn), receiptHandle);
    },
    async changeVisibility(arn, receiptHandle, timeoutSeconds) {
      store.changeVisibility(nameInArn(arn), receiptHandle, timeoutSeconds * 1000);
    },
    messages: async (queueName) => store.messages(queueName).map(({ id, body }) => ({ messageId: id, body })),
    onMessage: (listener) => store.onMessage((queueName, id) => listener(queueArn(account, queueName), id)),
    onRemoved: (listener) => store.onRemoved((queueName, id) => listener(queueArn(account, queueName), id)),
    stop() {
      moveTasks.stop();
      store.stop();
    },
  };
}

function answer(members: object | undefined): AwsResponse {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { status: 200, headers, body: members === undefined ? '' : JSON.stringify(members) };
}

function operationName(request: AwsRequest): string {
  const target = request.headers['x-amz-target'] ?? '';
  if (target.startsWith('AmazonSQS.')) return target.slice('AmazonSQS.'.length);
  throw new AwsError(
    'InvalidAction',
    'samtrace supports only the JSON protocol of SQS: the header X-Amz-Target has no operation of AmazonSQS.',
  );
}

/** The queue's name, from its URL or its name; empty for a call on all queues. Throws for a queue of another account. */
function queueNameIn(operation: string, input: Readonly<Record<string, unknown>>, account: Account): string {
  if (operation === 'ListQueues') return '';
  if (operation.includes('MessageMoveTask')) return sourceNameIn(input, operation);
  if (operation === 'CreateQueue' || operation === 'GetQueueUrl') return textIn(input, 'QueueName') ?? '';
  const url = textIn(input, 'QueueUrl');
  if (url === undefined || url === '') throw missingParameter('QueueUrl');
  // AWS also accepts the name alone.
  if (!url.includes('/')) return url;
  const [accountId, name] = url.split('/').slice(-2);
  if (name === undefined || accountId !== account.accountId) throw queueDoesNotExist();
  return name;
}
