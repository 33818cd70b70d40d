import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, type StackOptions, startStack } from 'samtrace';

const template = 'tests/testing/shop/template.yml';
const GOOD = { id: 'A-1', quantity: 2 };
const TOO_MANY = { id: 'A-2', quantity: 100 };

const start = (options: Partial<StackOptions> = {}): Promise<Stack> => startStack({ template, ...options });

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});
afterAll(() => stack?.stop());

describe('an invocation', () => {
  it('returns the answer, the request ID, and the trace ID', async () => {
    const invocation = await stack.invoke('Checkout', GOOD);

    expect(invocation).toMatchObject({ answer: { price: '14 EUR' }, coldStart: expect.any(Boolean) });
    expect(invocation.error).toBeUndefined();
    expect(invocation.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(invocation.traceId).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });

  it('returns the error of a function that fails', async () => {
    const { answer, error } = await stack.invoke('Checkout', TOO_MANY);

    expect(answer).toBeUndefined();
    expect(error).toMatchObject({ type: 'OutOfStockError', message: 'Only 99 are left.' });
    expect(error?.stackTrace).toContainEqual(expect.stringMatching(/^ +at .*checkout/));
  });

  it('has only the log lines of its own request', async () => {
    const [one, two] = await Promise.all(['B-1', 'B-2'].map((id) => stack.invoke('Checkout', { id, quantity: 1 })));

    const messages = one?.log.map(({ message }) => message).join('\n');
    expect(messages).toContain('order B-1');
    expect(messages).toContain('platform.report');
    expect(messages).not.toContain(two?.requestId);
  });

  it('belongs to the trace of the given header', async () => {
    const traceId = '1-67d0f1a2-0123456789abcdef01234567';

    const invocation = await stack.invoke('Checkout', GOOD, { traceHeader: `Root=${traceId};Sampled=1` });
    await stack.settled();

    expect(invocation.traceId).toBe(traceId);
    expect(stack.trace(traceId).segment('AWS::Lambda').aws).toEqual({ request_id: invocation.requestId });
  });

  it('has no trace ID and no trace if the function has no tracing', async () => {
    const { requestId, traceId } = await stack.invoke('Untraced');
    await stack.settled();

    expect(traceId).toBeUndefined();
    expect(() => stack.trace(requestId)).toThrow(`X-Ray has no trace of ${requestId}.`);
  });

  it.each([
    ['a function', () => stack.invoke('Nobody'), /no function "Nobody".*It has: Checkout, Watcher, Untraced\./],
    ['a queue', () => stack.messages('Nobody'), /no queue "Nobody".*It has: Parcels\./],
    ['a bucket', () => stack.objects('Nobody'), /no bucket "Nobody".*It has: Orders\./],
    ['a log', async () => stack.logs('Nobody'), /no function "Nobody"/],
    ['a physical ID', async () => stack.physicalId('Nobody'), /no resource "Nobody".*CheckoutLog/],
  ])('of an unknown logical ID of %s is an error that lists the existing ones', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});

describe('a trace', () => {
  it('has typed segments, subsegments, and calls', async () => {
    const { requestId } = await stack.invoke('Checkout', GOOD);
    await stack.settled();

    const trace = stack.trace(requestId);

    expect(trace.segment('AWS::Lambda::Function').name).toBe(stack.physicalId('Checkout'));
    expect(trace.subsegment('reserve').annotations).toEqual({ quantity: 2 });
    expect(trace.subsegments('reserve')).toHaveLength(1);
    expect(trace.calls('AWS::S3::Bucket')).toEqual([
      {
        type: 'AWS::S3::Bucket',
        resource: 'Orders',
        operation: 'PutObject',
        status: 200,
        subsegment: expect.objectContaining({ name: 'S3', namespace: 'aws' }),
      },
    ]);
    expect(trace.calls().map(({ resource }) => resource)).toEqual(['Orders', 'Parcels']);
    expect(trace.exceptions()).toEqual([]);
  });

  it('has every exception once, although several entities have it', async () => {
    const { requestId } = await stack.invoke('Checkout', TOO_MANY);
    await stack.settled();

    const trace = stack.trace(requestId);

    expect(trace.subsegment('reserve')).toMatchObject({ fault: true });
    expect(trace.exceptions()).toEqual([
      expect.objectContaining({ type: 'OutOfStockError', message: 'Only 99 are left.' }),
    ]);
  });

  it('lists its content in the error about a missing part', async () => {
    const { requestId } = await stack.invoke('Checkout', GOOD);
    await stack.settled();

    const trace = stack.trace(requestId);

    expect(() => trace.subsegment('refund')).toThrow(/no subsegment "refund"\. The trace has: .*reserve/);
    expect(() => trace.segment('AWS::SNS')).toThrow(/no segment "AWS::SNS"\. The trace has: AWS::Lambda /);
  });

  it('is complete after settled() also if X-Ray shows documents late', async () => {
    await using slow = await start({ traceDelayMs: 1500 });
    const { requestId } = await slow.invoke('Checkout', GOOD);
    await slow.settled();

    expect(slow.trace(requestId).calls()).toHaveLength(2);
  });

  it('of an asynchronous invocation is found by its request ID', async () => {
    const requestId = stack.invokeAsync('Checkout', GOOD);
    await stack.settled();

    expect(stack.trace(requestId).subsegment('Attempt #1')).toBeDefined();
    expect(stack.asyncInvocations()).toContainEqual({ requestId, function: 'Checkout', attempts: 1, status: 'ok' });
  });

  it('is missing for most requests when requests are sampled as on Lambda', async () => {
    await using sampled = await start({ sampling: 'lambda' });

    const invocations = await Promise.all(Array.from({ length: 6 }, () => sampled.invoke('Checkout', GOOD)));

    expect(invocations.some(({ traceId }) => traceId === undefined)).toBe(true);
  });
});

describe('settled()', () => {
  it('waits for the functions that a subscription invokes', async () => {
    await using watched = await start();
    await watched.invoke('Checkout', TOO_MANY);

    await watched.settled();

    expect(watched.asyncInvocations()).toEqual([
      { requestId: expect.any(String), function: 'Watcher', attempts: 1, status: 'ok' },
    ]);
  });
});

describe('the service map', () => {
  it('names nodes and edges by the logical IDs of the template, with their counts', async () => {
    await using own = await start();
    await own.invoke('Checkout', GOOD);
    await own.invoke('Checkout', TOO_MANY);
    await own.settled();

    const map = own.serviceMap();

    expect(map.edges.filter(({ from }) => from.endsWith('Checkout')).map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'AWS::Lambda Checkout > AWS::Lambda::Function Checkout',
      'AWS::Lambda::Function Checkout > AWS::S3::Bucket Orders',
      'AWS::Lambda::Function Checkout > AWS::SQS::Queue Parcels',
      'client Checkout > AWS::Lambda Checkout',
    ]);
    expect(map.nodes).toContainEqual({
      label: 'AWS::Lambda::Function Checkout',
      type: 'AWS::Lambda::Function',
      name: 'Checkout',
      requests: 2,
      errors: 1,
      throttles: 0,
      faults: 0,
    });
  });
});

describe('the results of the functions', () => {
  it('objects have their bucket, key, type, and content', async () => {
    await stack.invoke('Checkout', { id: 'C-1', quantity: 3 });

    const objects = await stack.objects('Orders');
    const order = objects.find(({ key }) => key === 'orders/C-1.json');

    expect(order).toMatchObject({ bucket: 'Orders', contentType: 'application/json' });
    expect(order?.json()).toEqual({ id: 'C-1', quantity: 3 });
    expect(order?.text()).toBe('{"id":"C-1","quantity":3}');
    expect(await stack.objects()).toEqual(
      expect.arrayContaining([expect.objectContaining({ key: 'orders/C-1.json' })]),
    );
  });

  it('messages are read without being received', async () => {
    await using own = await start();
    await own.invoke('Checkout', GOOD);

    const messages = [await own.messages('Parcels'), await own.messages('Parcels')].flat();

    expect(messages.map((message) => message.json())).toEqual([GOOD, GOOD]);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new SQSClient({ endpoint: own.endpoint, region: 'us-east-1', credentials });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: own.physicalId('Parcels'),
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    client.destroy();
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '1' });
  });

  it('the log of a function is the log of its log group, and can be filtered by a pattern', async () => {
    await stack.invoke('Checkout', { id: 'D-1', quantity: 1 });

    const lines = stack.logs('Checkout');

    expect(lines).toEqual(stack.logs('CheckoutLog'));
    expect(lines.length).toBeGreaterThan(1);
    expect(stack.logs('Checkout', '"order D-1"')).toEqual([
      { timestamp: expect.any(Number), message: expect.stringContaining('order D-1'), logStream: expect.any(String) },
    ]);
    await using unused = await start();
    expect(unused.logs('Watcher')).toEqual([]);
  });

  it('outputs and names are available as in the template', () => {
    expect(stack.outputs).toEqual({ BucketName: stack.physicalId('Orders') });
    expect(stack.physicalId('CheckoutLog')).toBe('checkout');
  });
});

describe('faults', () => {
  it('make calls of functions fail, and are counted', async () => {
    await using failing = await start({ faults: [{ calls: 's3:PutObject', kind: 'denied', rate: 1 }] });

    const failed = await failing.invoke('Checkout', GOOD);
    failing.faults.set();
    const good = await failing.invoke('Checkout', GOOD);

    expect(failed.error?.type).toBe('AccessDenied');
    expect(good.error).toBeUndefined();
    expect(failing.faults.count).toBe(1);
  });

  it('for calls that do not exist are refused', () => {
    const unknown = [{ calls: 's4', kind: 'drop', rate: 1 }] as const;

    expect(() => stack.faults.set(unknown)).toThrow('"s4" is not a service of samtrace');
  });
});

describe('stacks in one process', () => {
  it('run at the same time with their own parameters, ports, and data', async () => {
    await using one = await start({ parameterOverrides: { Currency: 'CHF' } });
    await using two = await start();

    const answers = await Promise.all([one, two].map((each) => each.invoke('Checkout', GOOD)));

    expect(answers.map(({ answer }) => answer)).toEqual([{ price: '14 CHF' }, { price: '14 EUR' }]);
    expect(one.endpoint).not.toBe(two.endpoint);
    expect((await one.objects()).map(({ key }) => key)).toEqual(['orders/A-1.json']);
  });

  it('leave no port and no folder, also if they are stopped more than once', async () => {
    const before = await temporaryFolders();
    const own = await start();
    const added = (await temporaryFolders()).filter((name) => !before.includes(name));
    expect(added).toHaveLength(1);

    await own.stop();
    await own.stop();

    expect(existsSync(join(tmpdir(), added[0] ?? ''))).toBe(false);
    await expect(fetch(own.endpoint)).rejects.toThrow('fetch failed');
  });

  it('leave nothing if the template is invalid', async () => {
    const before = await temporaryFolders();

    await expect(start({ template: 'tests/testing/nowhere.yml' })).rejects.toThrow('nowhere.yml');

    expect(await temporaryFolders()).toEqual(before);
  });

  it('keep a folder that was passed to them', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'own-'));
    try {
      const own = await start({ directory: join(directory, 'stack') });
      await own.invoke('Checkout', GOOD);
      await own.stop();

      expect(await readdir(join(directory, 'stack'))).toContain('s3');
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('use the port that was passed to them', async () => {
    const port = await freePort();

    await using own = await start({ port });

    expect(own.endpoint).toBe(`http://127.0.0.1:${port}`);
  });

  async function temporaryFolders(): Promise<string[]> {
    return (await readdir(tmpdir())).filter((name) => name.startsWith(`samtrace-${process.pid}-`));
  }

  /** The port of a stack that has just stopped. */
  async function freePort(): Promise<number> {
    const own = await start();
    await own.stop();
    return Number(new URL(own.endpoint).port);
  }
});
