import { readFileSync } from 'node:fs';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import * as xray from '@aws-sdk/client-xray';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACTIONS as SQS_ACTIONS } from '../../src/services/sqs/actions.ts';
import { type EmptyStack, startEmptyStack } from '../browser/empty-stack.ts';
import { operationsIn, type SdkOperation, type Sender } from '../support/every-operation.ts';

/** Lists the supported calls. */
const DOCUMENT = readFileSync('docs/conformance.md', 'utf8');
/** The calls in the rows of a service: the call of each row, and those after "Also supported:". */
function inDocument(service: string): Set<string> {
  const rows = DOCUMENT.split('\n').filter((line) => line.startsWith(`| ${service} |`));
  const calls = rows.flatMap((row) => {
    const [, call = ''] = /^\| \w+ \| `(\w+)`/.exec(row) ?? [];
    const [, others = ''] = /Also supported: ([^.]+)\./.exec(row) ?? [];
    return [call, ...[...others.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)];
  });
  return new Set(calls);
}

const SERVICES = [
  { title: 'SQS', client: sqs, supported: new Set(Object.keys(SQS_ACTIONS)) },
  { title: 'CloudWatch Logs', client: logs, supported: inDocument('logs') },
  { title: 'X-Ray', client: xray, supported: inDocument('xray') },
  { title: 'Lambda', client: lambda, supported: inDocument('lambda') },
] as const;

let world: EmptyStack;
const clients = new Map<string, Sender & { destroy(): void }>();

async function start(): Promise<void> {
  world = await startEmptyStack();
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  // No host prefix: a call of Logs that streams would go to a host of its own.
  const config = {
    endpoint: world.stack.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    disableHostPrefix: true,
  };
  clients.set('SQS', new sqs.SQSClient(config) as never);
  clients.set('CloudWatch Logs', new logs.CloudWatchLogsClient(config) as never);
  clients.set('X-Ray', new xray.XRayClient(config) as never);
  clients.set('Lambda', new lambda.LambdaClient(config) as never);
  await world.stack.sqs.createQueue('x', {});
  await world.stack.sqs.sendMessage('arn:aws:sqs:us-east-1:000000000000:x', { body: 'kept' });
  world.stack.logs.append('x', 'x', [{ timestamp: Date.now(), message: 'kept' }]);
}

async function stop(): Promise<void> {
  for (const client of clients.values()) client.destroy();
  await world?.[Symbol.asyncDispose]();
}

/** Everything that a wrong call could change. */
async function everything(): Promise<unknown> {
  const { stack } = world;
  const queue = 'arn:aws:sqs:us-east-1:000000000000:x';
  return {
    messages: await stack.sqs.messages('x'),
    attributes: await stack.sqs.queueAttributes(queue),
    log: stack.logs.filterLogEvents({ logGroupName: 'x' }).map(({ message }) => message),
    traces: stack.xray.traceCount,
    functions: stack.template.functions.length,
  };
}

async function send(title: string, operation: SdkOperation): Promise<{ name: string; message: string } | 'answered'> {
  const members = title === 'SQS' ? { QueueUrl: `${world.stack.endpoint}/000000000000/x` } : {};
  try {
    await clients.get(title)?.send(operation.command(members) as never);
    return 'answered';
  } catch (error) {
    return error as Error;
  }
}

describe.each(SERVICES)('an operation of $title', ({ title, client, supported }) => {
  beforeAll(start);
  afterAll(stop);
  const operations = operationsIn(client);
  const refused = operations.filter(({ name }) => !supported.has(name));
  // Lambda's router names a call that it does not know as it came, by method and path.
  const isNamed = (message: string, name: string) =>
    message === `samtrace does not support ${name} of ${title}.` ||
    (title === 'Lambda' && /^samtrace does not support [A-Z]+ \/\S* of Lambda\.$/.test(message));

  it('that is not supported returns an error with its name, and changes nothing', async () => {
    const before = await everything();
    const wrong: unknown[] = [];
    for (const operation of refused) {
      const outcome = await send(title, operation);
      const isRefused =
        outcome !== 'answered' &&
        outcome.name === 'NotImplementedException' &&
        isNamed(outcome.message, operation.name);
      if (!isRefused) wrong.push([operation.name, outcome]);
    }

    expect(wrong).toEqual([]);
    expect(await everything()).toEqual(before);
    expect(refused.length).toBeGreaterThan(title === 'SQS' ? 1 : 15);
  });

  it('that is supported returns no such error', async () => {
    const answers: [string, unknown][] = [];
    for (const operation of operations.filter(({ name }) => supported.has(name))) {
      answers.push([operation.name, await send(title, operation)]);
    }

    expect(answers.map(([name]) => name).sort()).toEqual([...supported].sort());
    const errors = answers.filter((answer): answer is [string, Error] => answer[1] !== 'answered');
    expect(errors.filter(([name, { message }]) => isNamed(message, name))).toEqual([]);
    // Nor does any of them fail in the stack itself.
    expect(errors.filter(([, { name }]) => /^Internal/.test(name))).toEqual([]);
  });
});
