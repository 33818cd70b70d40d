import { type Account, nameInArn, queueArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import { type AwsRequest, type AwsResponse, json, jsonObject } from '../../aws/http.ts';
import { isQueryRequest, queryError } from '../../aws/query-protocol.ts';
import type { Library } from '../../gateway/fauxqs.ts';
import { deletedHandles, policyIn, queueNameIn, sentMessages, textsIn } from './call-content.ts';
import type { QueuedMessage, ReceivedMessage, Sqs } from './contract.ts';
import { SystemAttributes } from './system-attributes.ts';

export type * from './contract.ts';

/** The library's view of a queue. */
interface QueueContent {
  readonly ready: readonly QueuedMessage[];
  readonly delayed: readonly QueuedMessage[];
  readonly inflight: readonly { readonly message: QueuedMessage }[];
}

/** What the library does. An action on a batch is the action itself, for IAM. */
const ACTIONS =
  'ChangeMessageVisibility CreateQueue DeleteMessage DeleteQueue GetQueueAttributes GetQueueUrl ListQueues ListQueueTags PurgeQueue ReceiveMessage SendMessage SetQueueAttributes TagQueue UntagQueue'.split(
    ' ',
  );

const HOST = '127.0.0.1';

export interface SqsOptions {
  readonly library: Library;
  readonly account: Account;
  /** Called when a queue gets a policy. */
  readonly setQueuePolicy?: (queueArn: string, policy: string) => void;
}

/** SQS, in the JSON protocol that today's SDKs and the AWS CLI speak; the library does the work. */
export function createSqs({ library, account, setQueuePolicy = () => undefined }: SqsOptions): Sqs {
  const systemAttributes = new SystemAttributes((name) => queueArn(account, name));
  const listeners = new Set<(queueArn: string) => void>();

  /** What has to be remembered of a call that went well, and what its answer lacks. */
  function afterwards(name: string, input: Record<string, unknown>, answer: Record<string, unknown>, header?: string) {
    const queue = queueNameIn(input);
    for (const { id, traceHeader } of sentMessages(name, input, answer, header)) {
      systemAttributes.sent(id, queue, traceHeader);
      for (const listener of listeners) listener(queueArn(account, queue));
    }
    if (name === 'ReceiveMessage') {
      const names = [...textsIn(input.AttributeNames), ...textsIn(input.MessageSystemAttributeNames)];
      systemAttributes.received((answer.Messages ?? []) as ReceivedMessage[], queue, names);
    }
    for (const handle of deletedHandles(name, input)) systemAttributes.deleted(handle);
    const policy = policyIn(input);
    if (policy !== undefined) setQueuePolicy(queueArn(account, queue), policy);
  }

  async function call(name: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const headers = { host: HOST, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${name}` };
    const body = Buffer.from(JSON.stringify(input));
    const answer = await library.forward({ method: 'POST', path: '/', query: new URLSearchParams(), headers, body });
    const content = JSON.parse(String(answer.body) || '{}') as Record<string, unknown>;
    if (answer.status !== 200) throw refusal(name, answer.status, content);
    afterwards(name, input, content);
    return content;
  }

  const urlOf = (arn: string): string => `http://${HOST}/${account.accountId}/${nameInArn(arn)}`;

  return {
    api: {
      signingName: 'sqs',
      actions: ACTIONS.map((name) => `sqs:${name}`),
      operation(request) {
        const name = operationName(request);
        const input = jsonObject(request);
        const queue = queueNameIn(input);
        return {
          action: `sqs:${name.replace(/Batch$/, '')}`,
          resources: [queue === '' ? '*' : queueArn(account, queue)],
          async run() {
            const answer = await library.forward(request);
            const content = JSON.parse(String(answer.body) || '{}') as Record<string, unknown>;
            if (answer.status !== 200) return answer;
            afterwards(name, input, content, request.headers['x-amzn-trace-id']);
            return withBody(answer, withReachableUrls(content, request.headers.host));
          },
        };
      },
      renderError(error, request) {
        // An SDK that old can read nothing else.
        if (isQueryRequest(request)) return queryError(error);
        const headers = { 'content-type': 'application/x-amz-json-1.0' };
        return json(error.status, { __type: `com.amazonaws.sqs#${error.code}`, message: error.message }, headers);
      },
    },
    async createQueue(name, attributes) {
      await call('CreateQueue', { QueueName: name, Attributes: attributes });
    },
    async queueAttributes(arn) {
      const { Attributes } = await call('GetQueueAttributes', { QueueUrl: urlOf(arn), AttributeNames: ['All'] });
      return Attributes as Record<string, string>;
    },
    async sendMessage(arn, { body, attributes, groupId, deduplicationId, traceHeader }) {
      await call('SendMessage', {
        QueueUrl: urlOf(arn),
        MessageBody: body,
        ...(attributes && { MessageAttributes: attributes }),
        ...(groupId !== undefined && { MessageGroupId: groupId }),
        ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
        ...(traceHeader !== undefined && {
          MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
        }),
      });
    },
    async receiveMessages(arn, { max, waitSeconds }) {
      const { Messages = [] } = await call('ReceiveMessage', {
        QueueUrl: urlOf(arn),
        MaxNumberOfMessages: max,
        WaitTimeSeconds: waitSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      });
      return Messages as ReceivedMessage[];
    },
    async deleteMessage(arn, receiptHandle) {
      await call('DeleteMessage', { QueueUrl: urlOf(arn), ReceiptHandle: receiptHandle });
    },
    async messages(queueName) {
      const path = `/_fauxqs/queues/${encodeURIComponent(queueName)}`;
      const request = {
        method: 'GET',
        path,
        query: new URLSearchParams(),
        headers: { host: HOST },
        body: Buffer.alloc(0),
      };
      const answer = await library.forward(request);
      if (answer.status !== 200) throw new Error(`The queue ${queueName} cannot be read: ${String(answer.body)}`);
      const { messages } = JSON.parse(String(answer.body)) as { messages: QueueContent };
      const inFlight = messages.inflight.map(({ message }) => message);
      return [...inFlight, ...messages.ready, ...messages.delayed].map(({ messageId, body }) => ({ messageId, body }));
    },
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** `AWS.SimpleQueueService.NonExistentQueue` and the like, with the library's reason. */
function refusal(name: string, status: number, content: Readonly<Record<string, unknown>>): AwsError {
  const code = String(content.__type ?? '').replace(/^.*#/, '') || 'InternalError';
  return new AwsError(code, `SQS ${name} answered ${status}: ${String(content.message ?? code)}`, { status });
}

/**
 * The library's URLs have a host that no name server knows, and the SDK sends to the URL's host unless its endpoint is set
 * in code. The host that the caller reached is one that it reaches again.
 */
function withReachableUrls(content: Record<string, unknown>, host: string | undefined): Record<string, unknown> {
  const reachable = (url: string) => `http://${host}${new URL(url).pathname}`;
  if (typeof content.QueueUrl === 'string') return { ...content, QueueUrl: reachable(content.QueueUrl) };
  if (!Array.isArray(content.QueueUrls)) return content;
  return { ...content, QueueUrls: textsIn(content.QueueUrls).map(reachable) };
}

function withBody(answer: AwsResponse, content: Record<string, unknown>): AwsResponse {
  const text = JSON.stringify(content);
  return { ...answer, headers: { ...answer.headers, 'content-length': String(Buffer.byteLength(text)) }, body: text };
}

function operationName(request: AwsRequest): string {
  const target = request.headers['x-amz-target'] ?? '';
  if (target.startsWith('AmazonSQS.')) return target.slice('AmazonSQS.'.length);
  throw new AwsError(
    'InvalidAction',
    'The local SQS speaks the JSON protocol only: the header X-Amz-Target names no operation of AmazonSQS.',
  );
}
