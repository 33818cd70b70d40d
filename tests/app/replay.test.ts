import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stack } from 'samtrace';
import { deliverAgain, failOrder } from './support/failing-orders.ts';
import { eventOf, reportsOf, startSample, storedIn, unreportedIn } from './support/sample.ts';
import { type Outcome, runScript } from './support/scripts.ts';

/**
 * A failure that cannot be reported waits in the on-failure queue, and `npm run replay` reports it. The tests build on each
 * other: one replay reports all failures that the tests before it put into the queue.
 */
const CALLS = ['logs:GetLogEvents', 'xray:BatchGetTraces', 's3:PutObject'];

let stack: Stack;
const requestIds: Record<string, string> = {};

beforeAll(async () => {
  stack = await startSample();
});
afterAll(() => stack?.stop());
afterEach(() => stack.faults.set());

describe('a failure that cannot be reported', () => {
  it.each(CALLS)('because %s is denied waits in the queue with its cause', async (calls) => {
    stack.faults.set([{ calls, kind: 'denied', rate: 1 }]);

    requestIds[calls] = await failOrder(stack);

    const messages = await unreportedIn(stack);
    expect(messages).toHaveLength(CALLS.indexOf(calls) + 1);
    expect(messages.at(-1)).toMatchObject({
      responsePayload: {
        errorType: 'IncompleteDeliveryError',
        errorMessage: expect.stringContaining(`Denied by --faults: ${calls}`),
      },
    });
  });

  it('because the stored report cannot be read waits in the queue, and leaves the report as it is', async () => {
    const requestId = await failOrder(stack);
    const stored = await storedIn(stack);
    stack.faults.set([{ calls: 's3:GetObject', kind: 'denied', rate: 1 }]);

    await deliverAgain(stack, requestId);

    expect(await reportsOf(stack, requestId)).toHaveLength(1);
    expect(await storedIn(stack)).toEqual(stored);
    const messages = await unreportedIn(stack);
    expect(messages).toHaveLength(CALLS.length + 1);
    expect(messages.at(-1)).toMatchObject({ responsePayload: { errorType: 'IncompleteDeliveryError' } });
  });
});

describe('npm run replay', () => {
  let replayed: Outcome;
  beforeAll(async () => {
    replayed = await replay();
  });

  it.each(CALLS)('says why a delivery was in the queue: %s was denied', (calls) => {
    const line = new RegExp(
      `^Failed with IncompleteDeliveryError: .*Denied by --faults: ${calls}.*\\n {2}Reported$`,
      'm',
    );

    expect(replayed.stdout).toMatch(line);
  });

  it.each(CALLS)('reports the failure for which %s was denied', async (calls) => {
    const reports = await reportsOf(stack, requestIds[calls] ?? '');

    expect(reports).toMatchObject([{ class: 'thrown', log: { outcome: 'found' }, trace: { outcome: 'found' } }]);
  });

  it('empties the queue, and ends with status 0', async () => {
    expect(replayed.stdout).toMatch(/^Replayed 4, 0 left in the queue\.$/m);
    expect(replayed).toMatchObject({ status: 0, stderr: '' });
    expect(await unreportedIn(stack)).toEqual([]);
  });

  it('has nothing to do while the queue is empty', async () => {
    expect(await replay()).toEqual({ status: 0, stdout: 'Replayed 0, 0 left in the queue.\n', stderr: '' });
  });

  it('leaves a message that it cannot replay in the queue, goes on, and ends with status 1', async () => {
    const replayable = {
      requestPayload: eventOf('logs-delivery'),
      responsePayload: { errorType: 'E', errorMessage: 'm' },
    };
    await sendToQueue('what is this?', JSON.stringify(replayable));

    const { status, stdout, stderr } = await replay();

    expect(stderr).toBe('');
    expect(stdout).toMatch(/Failed again: Message \S+ is not the record of a failed invocation: what is this\?/);
    expect(stdout).toContain('Failed with E: m\n  Reported\n');
    expect(stdout).toContain('Replayed 1, 1 left in the queue.');
    expect(status).toBe(1);
  });
});

function replay(): Promise<Outcome> {
  return runScript('replay', ['--endpoint', stack.endpoint]);
}

async function sendToQueue(...bodies: string[]): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });
  const QueueUrl = stack.physicalId('UnreportedQueue');
  for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  sqs.destroy();
}
