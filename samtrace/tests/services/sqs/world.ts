import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { startGateway } from '../../../src/gateway/gateway.ts';
import { createSqs, type Sqs } from '../../../src/services/sqs/service.ts';

/** SQS behind the gateway, with a clock that a test can move. */
export interface World extends AsyncDisposable {
  readonly sqs: Sqs;
  readonly client: SQSClient;
  readonly endpoint: string;
  readonly dataDirectory: string;
  queue(name: string, attributes?: Record<string, string>): Promise<string>;
  /** Moves the clock on. */
  later(seconds: number): void;
  /** Ends the stack and starts another one on the same folder. */
  restart(): Promise<World>;
}

export async function startWorld(existing?: string, offsetMs = 0): Promise<World> {
  const dataDirectory = existing ?? (await mkdtemp(join(tmpdir(), 'sqs-')));
  let movedMs = offsetMs;
  const sqs = createSqs({ account: DEFAULT_ACCOUNT, dataDirectory, now: () => Date.now() + movedMs });
  const gateway = await startGateway({
    services: [sqs.api],
    port: 0,
    refuse: () => undefined,
    callerOf: () => ({ kind: 'developer' }),
    authorize: () => undefined,
    fault: () => undefined,
    page: async (_, response) => void response.end('page'),
  });
  const endpoint = `http://127.0.0.1:${gateway.port}`;
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  const client = new SQSClient({ endpoint, region: DEFAULT_ACCOUNT.region, credentials, maxAttempts: 1 });
  const stop = async () => {
    client.destroy();
    sqs.stop();
    await gateway.stop();
  };
  return {
    sqs,
    client,
    endpoint,
    dataDirectory,
    async queue(QueueName, Attributes = {}) {
      return (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
    },
    later(seconds) {
      movedMs += seconds * 1000;
    },
    async restart() {
      await stop();
      return startWorld(dataDirectory, movedMs);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
