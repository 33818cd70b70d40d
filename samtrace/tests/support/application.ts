import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DEFAULT_ACCOUNT } from '../../src/aws/arn.ts';
import type { InvokeResult } from '../../src/services/lambda/service.ts';
import { type Stack, type StackOptions, startStack } from '../../src/stack/stack.ts';

/** The application of a template in its own stack, with helpers for tests. */
export interface Application extends AsyncDisposable {
  readonly stack: Stack;
  /** Invokes a function by its logical ID. */
  invoke(logicalId: string, event: unknown, options?: { traceHeader?: string }): Promise<InvokeResult>;
  /** Resolves when all work is done: log deliveries, asynchronous invocations, their retries and destinations. */
  settled(): Promise<void>;
  /** The stored objects by key. JSON is parsed, and other content is text. */
  stored(): Promise<Record<string, unknown>>;
  /** The messages in the template's queues, parsed as JSON. */
  queued(): Promise<unknown[]>;
}

export async function startApplication(
  options: Partial<StackOptions> & Pick<StackOptions, 'templateFile'>,
): Promise<Application> {
  const directory = await mkdtemp(join(tmpdir(), 'samtrace-'));
  const removeDirectory = () => rm(directory, { recursive: true, force: true });
  const stack = await startStack({ directory, ...options }).catch(async (error: unknown) => {
    await removeDirectory();
    throw error;
  });

  async function stored(): Promise<Record<string, unknown>> {
    const entries = stack.s3.objects().map(async ({ bucket, key }) => {
      const text = (await stack.s3.getObject(bucket, key))?.body.toString('utf8') ?? '';
      return [key, key.endsWith('.json') ? JSON.parse(text) : text] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  return {
    stack,
    invoke: (logicalId, event, invokeOptions) =>
      stack.lambda.invoke(physicalName(stack, logicalId), Buffer.from(JSON.stringify(event)), invokeOptions),
    settled: () => stack.pending.idle(),
    stored,
    queued: () => queuedIn(stack),
    async [Symbol.asyncDispose]() {
      await stack.stop();
      await removeDirectory();
    },
  };
}

export function physicalName(stack: Stack, logicalId: string): string {
  const found = stack.template.functions.find((fn) => fn.logicalId === logicalId);
  if (found === undefined) throw new Error(`The template has no function ${logicalId}.`);
  return found.functionName;
}

async function queuedIn(stack: Stack): Promise<unknown[]> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SQSClient({ endpoint: stack.endpoint, region: DEFAULT_ACCOUNT.region, credentials });
  const messages = await Promise.all(
    stack.template.queues.map(async ({ name }) => {
      const QueueUrl = `${stack.endpoint}/${DEFAULT_ACCOUNT.accountId}/${name}`;
      return (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages ?? [];
    }),
  );
  client.destroy();
  return messages.flat().map((message) => JSON.parse(message.Body ?? 'null') as unknown);
}
