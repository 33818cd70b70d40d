import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DEFAULT_ACCOUNT } from '../../src/aws/arn.ts';
import type { InvokeResult } from '../../src/services/lambda/service.ts';
import { type Stack, type StackOptions, startStack } from '../../src/stack/stack.ts';

/** The whole application of a template in a local stack of its own, with what tests ask of it. */
export interface Application extends AsyncDisposable {
  readonly stack: Stack;
  /** Invokes a function by its logical id. */
  invoke(logicalId: string, event: unknown, options?: { traceHeader?: string }): Promise<InvokeResult>;
  /** Everything that followed is done: log deliveries, asynchronous invocations, their retries and destinations. */
  settled(): Promise<void>;
  /** The stored objects, parsed, by key. Those that are no JSON come as text. */
  stored(): Promise<Record<string, unknown>>;
  /** The messages in the template's queues, parsed. */
  queued(): Promise<unknown[]>;
  /** The stored reports of a request. */
  reportsOf(requestId: string): Promise<Record<string, unknown>[]>;
}

/** The sample beside this package. */
const SAMPLE_TEMPLATE = join(import.meta.dirname, '../../../template.yml');

export async function startApplication(options: Partial<StackOptions> = {}): Promise<Application> {
  const directory = await mkdtemp(join(tmpdir(), 'error-processor-'));
  const stack = await startStack({ templateFile: SAMPLE_TEMPLATE, directory, ...options });

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
    async reportsOf(requestId) {
      const found = Object.entries(await stored()).filter(
        ([key]) => key.includes(requestId) && key.endsWith('/report.json'),
      );
      return found.map(([, report]) => report as Record<string, unknown>);
    },
    async [Symbol.asyncDispose]() {
      await stack.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function physicalName(stack: Stack, logicalId: string): string {
  const found = stack.template.functions.find((fn) => fn.logicalId === logicalId);
  if (found === undefined) throw new Error(`no function ${logicalId} in the template`);
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
