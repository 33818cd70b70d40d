import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { createLibrary } from '../../../src/gateway/fauxqs.ts';
import { type Gateway, startGateway } from '../../../src/gateway/gateway.ts';
import { createSqs } from '../../../src/services/sqs/service.ts';

/** SQS behind the gateway, and a client that has its endpoint from the environment, as `AWS_ENDPOINT_URL=… node …` has. */
const library = createLibrary(DEFAULT_ACCOUNT.region);
const sqs = createSqs({ library, account: DEFAULT_ACCOUNT });
const before = process.env.AWS_ENDPOINT_URL;
let gateway: Gateway;
let client: SQSClient;
let url: string;

beforeAll(async () => {
  await sqs.createQueue('failures', {});
  gateway = await startGateway({
    services: [sqs.api],
    port: 0,
    refuse: () => undefined,
    callerOf: () => ({ kind: 'developer' }),
    authorize: () => undefined,
    fault: () => undefined,
    page: async (_, response) => void response.end('page'),
  });
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${gateway.port}`;
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  client = new SQSClient({ region: DEFAULT_ACCOUNT.region, credentials, maxAttempts: 1 });
  url = `http://127.0.0.1:${gateway.port}/000000000000`;
});

afterAll(async () => {
  if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
  else process.env.AWS_ENDPOINT_URL = before;
  client.destroy();
  await gateway.stop();
  await library.close();
});

describe("a queue's URL", () => {
  it('leads to the stack: the SDK sends to its host, whatever the endpoint in the environment is', async () => {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'failures' }));
    expect(QueueUrl).toBe(`${url}/failures`);

    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['hello']);
  });

  it('is the same in every answer', async () => {
    const created = () => client.send(new CreateQueueCommand({ QueueName: 'another' }));

    expect((await created()).QueueUrl).toBe(`${url}/another`);
    expect((await created()).QueueUrl).toBe(`${url}/another`);
    const { QueueUrls } = await client.send(new ListQueuesCommand({}));
    expect(QueueUrls).toEqual([`${url}/another`, `${url}/failures`]);
  });

  it('of a queue that is not there is not answered', async () => {
    const missing = client.send(new GetQueueUrlCommand({ QueueName: 'missing' }));

    await expect(missing).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
