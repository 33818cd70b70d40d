import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

let stack: Stack;
let s3: S3Client;
let events: EventBridgeClient;
beforeAll(async () => {
  stack = await startStack({ template: 'tests/stack/messaging/template.yml' });
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  const config = { endpoint: stack.endpoint, region: 'us-east-1', credentials };
  s3 = new S3Client({ ...config, forcePathStyle: true });
  events = new EventBridgeClient(config);
});
afterAll(async () => {
  s3?.destroy();
  events?.destroy();
  await stack?.stop();
});

/** The events that the function Watcher has logged since `from`. */
function watched(from = 0): Record<string, unknown>[] {
  return stack
    .logs('Watcher')
    .flatMap(({ message }) => message.split('EVENT ')[1] ?? [])
    .slice(from)
    .map((text) => JSON.parse(text));
}

/** The events that Watcher gets from a piece of work. */
async function eventsOf(work: () => unknown): Promise<Record<string, unknown>[]> {
  const before = watched().length;
  await work();
  await stack.settled();
  return watched(before);
}

const put = (Bucket: string, Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'content' }));

describe('an object in a bucket with EventBridge turned on', () => {
  it('sends an email through a rule, an input transformer and a topic', async () => {
    await put(stack.physicalId('Reports'), 'reports/a/b/report.json');
    await put(stack.physicalId('Reports'), 'reports/a/b/report.html');
    await stack.settled();

    expect(stack.emails()).toEqual([
      {
        to: 'someone@example.com',
        subject: 'AWS Notification Message',
        text: `"A function failed."\n"Report: s3://${stack.physicalId('Reports')}/reports/a/b/report.json"\n`,
        topic: 'Alerts',
      },
    ]);
  });
});

describe('a bucket notification', () => {
  it('invokes the function for the keys and events that it names', async () => {
    const Bucket = stack.physicalId('Uploads');

    const [created, deleted, ...others] = await eventsOf(async () => {
      await put(Bucket, 'out/other');
      await put(Bucket, 'in/a b@c');
      await stack.settled();
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'in/a b@c' }));
    });

    expect(others).toEqual([]);
    expect(created).toEqual({
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'us-east-1',
          eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          eventName: 'ObjectCreated:Put',
          userIdentity: { principalId: expect.any(String) },
          requestParameters: { sourceIPAddress: '127.0.0.1' },
          responseElements: { 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: expect.any(String),
            bucket: {
              name: Bucket,
              ownerIdentity: { principalId: expect.any(String) },
              arn: `arn:aws:s3:::${Bucket}`,
            },
            object: {
              key: 'in/a+b%40c',
              size: 7,
              eTag: '9a0364b9e99bb480dd25e1f0284c8555',
              sequencer: expect.stringMatching(/^[0-9A-F]+$/),
            },
          },
        },
      ],
    });
    expect(deleted).toMatchObject({
      Records: [
        {
          eventName: 'ObjectRemoved:Delete',
          s3: { object: { key: 'in/a+b%40c', sequencer: expect.any(String) } },
        },
      ],
    });
    expect(JSON.stringify(deleted)).not.toContain('eTag');
  });
});

describe('a topic', () => {
  it('sends a message to the queue, and to the function with a matching filter policy', async () => {
    const received = await eventsOf(async () => {
      await stack.invoke('Shop', { publish: 'urgent' });
      await stack.invoke('Shop', { publish: 'later' });
    });

    expect(received).toMatchObject([{ Records: [{ EventSource: 'aws:sns', Sns: { Message: 'hello' } }] }]);
    expect((await stack.messages('Inbox')).map(({ body }) => body)).toEqual(['hello', 'hello']);
  });

  it('continues the trace of a traced publisher', async () => {
    const { traceId } = await stack.invoke('Shop', { publish: 'urgent' });
    await stack.settled();

    const labels = stack.trace(traceId ?? '').segments.map(({ name, origin }) => `${origin} ${name}`);
    expect(labels).toEqual([
      expect.stringContaining('AWS::Lambda '),
      expect.stringContaining('AWS::Lambda::Function '),
      'AWS::SNS SNS',
      expect.stringContaining('AWS::Lambda '),
      expect.stringContaining('AWS::Lambda::Function '),
    ]);
  });
});

describe('an event bus', () => {
  it('sends an event to the function with a matching rule, in the trace of the sender', async () => {
    let traceId: string | undefined;
    const received = await eventsOf(async () => {
      traceId = (await stack.invoke('Shop', { order: { id: 'A-1' } })).traceId;
    });

    expect(received).toMatchObject([{ source: 'shop', 'detail-type': 'Order Placed', detail: { id: 'A-1' } }]);
    const labels = stack.trace(traceId ?? '').segments.map(({ name, origin }) => `${origin} ${name}`);
    expect(labels.slice(2, 4)).toEqual(['AWS::EventBridge EventBridge', expect.stringContaining('AWS::Lambda ')]);
  });
});

describe('a schedule', () => {
  it.each([
    ['WatcherHourly', { source: 'aws.events', detail: {} }],
    ['WatcherNightly', { source: 'aws.scheduler', detail: '{}' }],
  ])('%s sends its event when it is started', async (logicalId, expected) => {
    const received = await eventsOf(() => stack.fire(logicalId));

    expect(received).toMatchObject([{ 'detail-type': 'Scheduled Event', ...expected }]);
  });

  it('sends its input instead of the event', async () => {
    expect(await eventsOf(() => stack.fire('WatcherDaily'))).toEqual([{ fixed: true }]);
  });

  it('that does not exist is an error that lists the existing ones', () => {
    expect(() => stack.fire('Weekly')).toThrow(/no schedule Weekly.*WatcherHourly/);
  });
});

describe('a target without a permission for EventBridge', () => {
  it('gets nothing, and the failed deliveries are listed', async () => {
    const entry = { Source: 'shop', DetailType: 'Order Placed', Detail: '{}' };
    await events.send(new PutEventsCommand({ Entries: [entry] }));
    await stack.settled();

    const reason = expect.stringMatching(/^events\.amazonaws\.com may not sns:Publish for .*rule\/local-NotLetIn/);
    expect(stack.undelivered()).toEqual([{ target: 'Closed', reason }]);
  });
});
