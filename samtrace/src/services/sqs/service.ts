import { type Account, queueArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import { type AwsRequest, type AwsResponse, type AwsService, json, jsonObject } from '../../aws/http.ts';
import { isQueryRequest, queryError } from '../../aws/query-protocol.ts';
import type { Library } from '../../gateway/fauxqs.ts';

export interface Sqs {
  readonly api: AwsService;
  createQueue(name: string, attributes: Record<string, string>): Promise<void>;
  /** Puts a message into the queue, as Lambda does with an on-failure record. Rejects when SQS refuses it. */
  sendMessage(arn: string, body: string, traceHeader?: string): Promise<void>;
  /** The messages in the queue, whether they can be received now or not. They stay there as they are. */
  messages(queueName: string): Promise<QueuedMessage[]>;
}

export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
}

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

/** SQS, in the JSON protocol that today's SDKs and the AWS CLI speak; the library does the work. */
export function createSqs({ library, account }: { library: Library; account: Account }): Sqs {
  const host = '127.0.0.1';

  async function call(name: string, input: Record<string, unknown>): Promise<void> {
    const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${name}` };
    const body = Buffer.from(JSON.stringify(input));
    const answer = await library.forward({ method: 'POST', path: '/', query: new URLSearchParams(), headers, body });
    if (answer.status !== 200)
      throw new Error(`SQS ${name} answered ${answer.status}: ${answer.body.toString('utf8')}`);
  }

  return {
    api: {
      signingName: 'sqs',
      actions: ACTIONS.map((name) => `sqs:${name}`),
      operation(request) {
        const name = operationName(request);
        const input = jsonObject(request);
        const queue =
          String(input.QueueUrl ?? input.QueueName ?? '')
            .split('/')
            .pop() ?? '';
        return {
          action: `sqs:${name.replace(/Batch$/, '')}`,
          resources: [queue === '' ? '*' : queueArn(account, queue)],
          run: async () => withReachableUrls(await library.forward(request), request.headers.host),
        };
      },
      renderError(error, request) {
        // An SDK that old can read nothing else.
        if (isQueryRequest(request)) return queryError(error);
        const headers = { 'content-type': 'application/x-amz-json-1.0' };
        return json(error.status, { __type: `com.amazonaws.sqs#${error.code}`, message: error.message }, headers);
      },
    },
    createQueue: (name, attributes) => call('CreateQueue', { QueueName: name, Attributes: attributes }),
    sendMessage: (arn, body, traceHeader) =>
      call('SendMessage', {
        QueueUrl: `http://${host}/${account.accountId}/${arn.split(':').pop()}`,
        MessageBody: body,
        ...(traceHeader !== undefined && {
          MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
        }),
      }),
    async messages(queueName) {
      const path = `/_fauxqs/queues/${encodeURIComponent(queueName)}`;
      const request = { method: 'GET', path, query: new URLSearchParams(), headers: { host }, body: Buffer.alloc(0) };
      const answer = await library.forward(request);
      if (answer.status !== 200) throw new Error(`The queue ${queueName} cannot be read: ${String(answer.body)}`);
      const { messages } = JSON.parse(String(answer.body)) as { messages: QueueContent };
      const inFlight = messages.inflight.map(({ message }) => message);
      return [...inFlight, ...messages.ready, ...messages.delayed].map(({ messageId, body }) => ({ messageId, body }));
    },
  };
}

/**
 * The library's URLs have a host that no name server knows, and the SDK sends to the URL's host unless its endpoint is set
 * in code. The host that the caller reached is one that it reaches again.
 */
function withReachableUrls(answer: AwsResponse, host: string | undefined): AwsResponse {
  const body = JSON.parse(String(answer.body) || '{}') as { QueueUrl?: string; QueueUrls?: string[] };
  const reachable = (url: string) => `http://${host}${new URL(url).pathname}`;
  if (body.QueueUrl !== undefined) body.QueueUrl = reachable(body.QueueUrl);
  else if (body.QueueUrls !== undefined) body.QueueUrls = body.QueueUrls.map(reachable);
  else return answer;
  const text = JSON.stringify(body);
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
