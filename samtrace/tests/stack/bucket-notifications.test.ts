import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectTaggingCommand,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack } from '../../src/stack/stack.ts';
import { type Application, startApplication } from '../support/application.ts';

/** Errors and answers are those that LocalStack recorded on AWS: `test_s3_notifications_sqs`, `…_lambda`, `…_sns`. */
const OPEN = 'arn:aws:sqs:us-east-1:000000000000:open';
const CLOSED = 'arn:aws:sqs:us-east-1:000000000000:closed';
const WORKER = 'arn:aws:lambda:us-east-1:000000000000:function:worker';
const CREATED: ['s3:ObjectCreated:*'] = ['s3:ObjectCreated:*'];

let application: Application;
let s3: S3Client;

beforeAll(async () => {
  application = await startApplication({ templateFile: 'tests/stack/bucket-notifications/template.yml' });
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  const { endpoint } = application.stack;
  s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true, maxAttempts: 1 });
});

afterAll(async () => {
  s3?.destroy();
  await application?.[Symbol.asyncDispose]();
});

function put(configuration: NotificationConfiguration, options: { Bucket?: string; skip?: boolean } = {}) {
  const { Bucket = 'uploads', skip } = options;
  return s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: configuration,
      ...(skip !== undefined && { SkipDestinationValidation: skip }),
    }),
  );
}

async function get(Bucket = 'uploads') {
  const { $metadata, ...configuration } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  return configuration;
}

function queues(...configurations: { Arn: string; prefix?: string; suffix?: string; Events?: never[] }[]) {
  return {
    QueueConfigurations: configurations.map(({ Arn, prefix, suffix, Events = CREATED as never }) => ({
      QueueArn: Arn,
      Events,
      Filter: {
        Key: {
          FilterRules: [
            ...(prefix === undefined ? [] : [{ Name: 'prefix' as const, Value: prefix }]),
            ...(suffix === undefined ? [] : [{ Name: 'suffix' as const, Value: suffix }]),
          ],
        },
      },
    })),
  };
}

/** The error's code, message and further members. */
async function errorOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await call.then(
    () => undefined,
    (reason: S3ServiceException & Record<string, unknown>) => reason,
  );
  const argument = Object.entries(error ?? {}).filter(([name]) => name.startsWith('Argument'));
  return { code: error?.name, message: error?.message, ...Object.fromEntries(argument) };
}

describe('the notifications of a template', () => {
  it.each([
    ['s3:ObjectRead', 'Uploads: A specified event is not supported for notifications.'],
    ['s3:ObjectCreated:Put', 'Uploads: Configuration is ambiguously defined.'],
  ])('are refused as S3 refuses them: %s beside s3:ObjectCreated:*', async (event, message) => {
    const directory = await mkdtemp(join(tmpdir(), 'notifications-'));
    const templateFile = join(directory, 'template.yml');
    const configuration = (name: string) => `{Queue: ${OPEN}, Event: "${name}"}`;
    await writeFile(
      templateFile,
      `Resources: {Uploads: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {QueueConfigurations: [${configuration('s3:ObjectCreated:*')}, ${configuration(event)}]}}}}`,
    );

    await expect(startStack({ templateFile, directory: join(directory, '.local') })).rejects.toThrow(message);
    await rm(directory, { recursive: true });
  });
});

describe('GetBucketNotificationConfiguration', () => {
  it('returns the notifications of the template', async () => {
    expect(await get('declared')).toEqual({
      EventBridgeConfiguration: {},
      QueueConfigurations: [
        {
          Id: expect.any(String),
          QueueArn: OPEN,
          Events: ['s3:ObjectCreated:*'],
          Filter: { Key: { FilterRules: [{ Name: 'Suffix', Value: '.txt' }] } },
        },
      ],
    });
  });

  it('returns nothing for a bucket without notifications, also if a deleted bucket with the same name had some', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'passing' }));
    const before = await get('passing');
    await put(queues({ Arn: OPEN }), { Bucket: 'passing' });
    await s3.send(new DeleteBucketCommand({ Bucket: 'passing' }));
    await s3.send(new CreateBucketCommand({ Bucket: 'passing' }));

    expect([before, await get('passing')]).toEqual([{}, {}]);
  });
});

describe('PutBucketNotificationConfiguration', () => {
  it('replaces the notifications, returns the filter rules with the names Prefix and Suffix, and keeps an empty value', async () => {
    await put({
      ...queues({ Arn: OPEN, prefix: 'in/', suffix: '' }),
      LambdaFunctionConfigurations: [{ Id: 'mine', LambdaFunctionArn: WORKER, Events: ['s3:ObjectRemoved:Delete'] }],
    });

    expect(await get()).toEqual({
      QueueConfigurations: [
        {
          Id: expect.any(String),
          QueueArn: OPEN,
          Events: ['s3:ObjectCreated:*'],
          Filter: {
            Key: {
              FilterRules: [
                { Name: 'Prefix', Value: 'in/' },
                { Name: 'Suffix', Value: '' },
              ],
            },
          },
        },
      ],
      LambdaFunctionConfigurations: [{ Id: 'mine', LambdaFunctionArn: WORKER, Events: ['s3:ObjectRemoved:Delete'] }],
    });

    await put({});

    expect(await get()).toEqual({});
  });

  it('sends a test event to a queue, and a record for each change that the configuration names', async () => {
    await put(queues({ Arn: OPEN, prefix: 'in/' }));
    await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'in/a', Body: 'x' }));
    await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'out/b', Body: 'x' }));
    await application.settled();
    const messages = (await application.stack.sqs.messages('open')).map(({ body }) => JSON.parse(body));
    const ofUploads = messages.filter(({ Bucket, Records }) => (Bucket ?? Records?.[0].s3.bucket.name) === 'uploads');

    expect(ofUploads.at(-2)).toEqual({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: expect.any(String),
      Bucket: 'uploads',
      RequestId: expect.any(String),
      HostId: expect.any(String),
    });
    expect(ofUploads.at(-1)).toMatchObject({ Records: [{ s3: { object: { key: 'in/a' } } }] });
  });

  it('tells a queue of tags that are set and removed', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'tagged', Body: 'x' }));
    await put(queues({ Arn: OPEN, Events: ['s3:ObjectTagging:*'] as never }));
    const object = { Bucket: 'uploads', Key: 'tagged' };
    await s3.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }));
    await s3.send(new DeleteObjectTaggingCommand(object));
    await application.settled();
    const messages = (await application.stack.sqs.messages('open')).map(({ body }) => JSON.parse(body));
    const record = (eventName: string) => ({
      eventVersion: '2.3',
      eventName,
      s3: { object: { key: 'tagged', eTag: '9dd4e461268c8034f5c8564e155c67a6' } },
    });

    expect(messages.slice(-2)).toMatchObject([
      { Records: [record('ObjectTagging:Put')] },
      { Records: [record('ObjectTagging:Delete')] },
    ]);
    expect(Object.keys(messages.at(-1).Records[0].s3.object)).toEqual(['key', 'eTag']);
  });

  it('invokes a function without a test event', async () => {
    await put({ LambdaFunctionConfigurations: [{ Id: 'mine', LambdaFunctionArn: WORKER, Events: CREATED }] });
    await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'a', Body: 'x' }));
    await application.settled();

    expect(application.stack.lambda.asyncInvocations()).toMatchObject([{ functionName: 'worker', status: 'ok' }]);
  });

  it.each([
    ['Queue', { QueueConfigurations: [{ QueueArn: 'wrong', Events: CREATED }] }],
    ['Topic', { TopicConfigurations: [{ TopicArn: 'wrong', Events: CREATED }] }],
    ['CloudFunction', { LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'wrong', Events: CREATED }] }],
  ])('rejects an invalid ARN, also without the check of destinations: %s', async (name, wrong) => {
    const expected = {
      code: 'InvalidArgument',
      message: 'The ARN could not be parsed',
      ArgumentName: name,
      ArgumentValue: 'wrong',
    };

    expect(await errorOf(put(wrong))).toEqual(expected);
    expect(await errorOf(put(wrong, { skip: true }))).toEqual(expected);
  });

  it('lists every destination that does not exist or that S3 has no permission for', async () => {
    const missing = 'arn:aws:sqs:us-east-1:000000000000:missing';
    const topic = 'arn:aws:sns:us-east-1:000000000000:closed';
    const fn = 'arn:aws:lambda:us-east-1:000000000000:function:missing';
    const configuration = {
      ...queues({ Arn: missing, prefix: 'a' }, { Arn: CLOSED, prefix: 'b' }),
      TopicConfigurations: [{ TopicArn: topic, Events: ['s3:ObjectTagging:*' as const] }],
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: fn, Events: ['s3:ObjectRemoved:*' as const] }],
    };
    const error = await errorOf(put(configuration));
    const pairs = [1, 2, 3, 4].map((n) => [error[`ArgumentName${n}`], error[`ArgumentValue${n}`]]);

    expect(error).toMatchObject({
      code: 'InvalidArgument',
      message: 'Unable to validate the following destination configurations',
    });
    expect(new Map(pairs as [string, string][])).toEqual(
      new Map([
        [missing, 'The destination queue does not exist'],
        [CLOSED, 'Permissions on the destination queue do not allow S3 to publish notifications from this bucket'],
        [topic, 'Permissions on the destination topic do not allow S3 to publish notifications from this bucket'],
        [`${fn}, null`, `Not authorized to invoke function [${fn}]`],
      ]),
    );
  });

  it('accepts destinations that do not exist with SkipDestinationValidation', async () => {
    const missing = 'arn:aws:sqs:us-east-1:000000000000:missing';
    await put(queues({ Arn: missing }), { skip: true });

    expect(await get()).toMatchObject({ QueueConfigurations: [{ QueueArn: missing }] });
    await put({});
  });

  it.each([
    [{ Arn: OPEN }, { Arn: OPEN }],
    [{ Arn: OPEN }, { Arn: OPEN, prefix: 'in/' }],
    [
      { Arn: OPEN, prefix: 'in/', suffix: '.jpg' },
      { Arn: OPEN, prefix: 'in/a', suffix: 'pg' },
    ],
  ])('rejects configurations with the same event type and overlapping filters', async (one, other) => {
    expect(await errorOf(put(queues(one, other)))).toEqual({
      code: 'InvalidArgument',
      message:
        'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
    });
  });

  it('accepts overlapping prefixes with different suffixes, and equal filters for different events', async () => {
    await put(queues({ Arn: OPEN, prefix: 'in/', suffix: '.jpg' }, { Arn: OPEN, prefix: 'in/', suffix: '.png' }));
    await put(queues({ Arn: OPEN }, { Arn: OPEN, Events: ['s3:ObjectRemoved:*'] as never }));

    expect(await get()).toMatchObject({ QueueConfigurations: [{}, {}] });
  });

  it('rejects an unknown event, and a rule that is neither prefix nor suffix', async () => {
    const filter = { Key: { FilterRules: [{ Name: 'infix' as never, Value: 'a' }] } };

    expect(await errorOf(put(queues({ Arn: OPEN, Events: ['s3:ObjectRead'] as never })))).toMatchObject({
      code: 'InvalidArgument',
      message: 'A specified event is not supported for notifications.',
    });
    expect(
      await errorOf(put({ QueueConfigurations: [{ QueueArn: OPEN, Events: CREATED, Filter: filter }] })),
    ).toMatchObject({ code: 'InvalidArgument', message: 'filter rule name must be either prefix or suffix' });
  });

  it('answers NoSuchBucket for a missing bucket', async () => {
    expect(await errorOf(put({}, { Bucket: 'missing' }))).toMatchObject({ code: 'NoSuchBucket' });
  });
});
