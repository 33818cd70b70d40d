import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetBucketLocationCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import type { Caller } from '../../../src/aws/http.ts';
import { createLibrary } from '../../../src/gateway/fauxqs.ts';
import { type Gateway, startGateway } from '../../../src/gateway/gateway.ts';
import { createObjectFiles } from '../../../src/services/s3/files.ts';
import { s3Call } from '../../../src/services/s3/operation.ts';
import { createS3, type S3 } from '../../../src/services/s3/service.ts';
import { createSqs, type Sqs } from '../../../src/services/sqs/service.ts';

/** S3 and SQS behind the gateway. The key FUNCTION belongs to a function that may read and write, but not list. */
let directory: string;
let library: ReturnType<typeof createLibrary>;
let gateway: Gateway;
let s3: S3;
let sqs: Sqs;
const closing: (() => void)[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 's3-'));
  library = createLibrary('us-east-1');
  s3 = createS3({ library, directory, mayList: (caller) => caller.kind === 'developer' });
  sqs = createSqs({ library, account: DEFAULT_ACCOUNT });
  await s3.createBucket('reports');
  await sqs.createQueue('failures', { MessageRetentionPeriod: '1209600' });
  const callerOf = (key: string | undefined): Caller =>
    key === 'FUNCTION' ? { kind: 'function', functionName: 'f' } : { kind: 'developer' };
  gateway = await startGateway({
    services: [s3.api, sqs.api],
    port: 0,
    refuse: () => undefined,
    callerOf,
    authorize: () => undefined,
    fault: () => undefined,
    page: async (_, response) => void response.end('page'),
  });
});

afterAll(async () => {
  for (const close of closing) close();
  await gateway.stop();
  await library.close();
  await rm(directory, { recursive: true });
});

function settings(accessKeyId: string) {
  const credentials = { accessKeyId, secretAccessKey: 'secret' };
  return { endpoint: `http://127.0.0.1:${gateway.port}`, region: 'us-east-1', credentials, maxAttempts: 1 };
}

function s3Client(accessKeyId = 'PERSON'): S3Client {
  const client = new S3Client(settings(accessKeyId));
  closing.push(() => client.destroy());
  return client;
}

describe('S3', () => {
  it('stores what the SDK puts, and lays it beside as a plain file', async () => {
    const stored: string[] = [];
    const stop = s3.onStored((object) => stored.push(object.key));

    await s3Client().send(new PutObjectCommand({ Bucket: 'reports', Key: 'a b/ü.json', Body: '{"x":1}' }));
    const read = await s3Client().send(new GetObjectCommand({ Bucket: 'reports', Key: 'a b/ü.json' }));
    stop();

    expect(await read.Body?.transformToString()).toBe('{"x":1}');
    expect(await readFile(join(directory, 'reports', 'a b', 'ü.json'), 'utf8')).toBe('{"x":1}');
    expect(stored).toEqual(['a b/ü.json']);
    expect(s3.objects('reports')).toEqual([
      { bucket: 'reports', key: 'a b/ü.json', size: 7, lastModifiedMs: expect.any(Number) },
    ]);
  });

  it('lies in us-east-1, which it has no word for', async () => {
    const location = (Bucket: string) => s3Client().send(new GetBucketLocationCommand({ Bucket }));

    expect((await location('reports')).LocationConstraint).toBeUndefined();
    await expect(location('missing')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('has whole files only, whoever looks while one is overwritten', async () => {
    const files = createObjectFiles(directory);
    const body = Buffer.alloc(8_000_000, 1);
    await files.write('reports', 'large.bin', body);
    const sizes = new Set<number>();
    let writing = true;

    const written = files.write('reports', 'large.bin', body).finally(() => (writing = false));
    while (writing) sizes.add((await stat(join(directory, 'reports', 'large.bin'))).size);
    await written;

    expect([...sizes]).toEqual([body.length]);
    expect((await readdir(directory)).filter((name) => name !== '.metadata')).toEqual(['reports']);
  });

  it('stores an object without bytes, as the AWS CLI sends it', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=K/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
    const url = `http://127.0.0.1:${gateway.port}/reports/empty`;
    const { status } = await fetch(url, { method: 'PUT', headers: { authorization }, body: '' });

    expect(status).toBe(200);
    expect((await s3.getObject('reports', 'empty'))?.body.length).toBe(0);
  });

  it('refuses a key whose dots the library would resolve as a path', async () => {
    const put = s3Client().send(new PutObjectCommand({ Bucket: 'reports', Key: 'errors/./x', Body: 'x' }));

    await expect(put).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('never lets a key leave the folder of its bucket', async () => {
    await s3Client().send(new PutObjectCommand({ Bucket: 'reports', Key: 'x/..\\..\\outside', Body: 'x' }));

    expect((await s3.getObject('reports', 'x/..\\..\\outside'))?.body.toString()).toBe('x');
    await expect(readFile(join(directory, 'outside'))).rejects.toThrow('ENOENT');
  });

  it('creates with If-None-Match only where nothing is, even when two writers come at once', async () => {
    const put = () => new PutObjectCommand({ Bucket: 'reports', Key: 'once', Body: 'mine', IfNoneMatch: '*' });

    const outcomes = await Promise.allSettled([s3Client().send(put()), s3Client().send(put())]);

    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const rejected = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(rejected?.reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });

  it('replaces with If-Match only what the writer has seen', async () => {
    const client = s3Client();
    const key = { Bucket: 'reports', Key: 'seen' };
    const { ETag } = await client.send(new PutObjectCommand({ ...key, Body: 'first' }));
    await client.send(new PutObjectCommand({ ...key, Body: 'second', IfMatch: ETag }));

    const late = client.send(new PutObjectCommand({ ...key, Body: 'third', IfMatch: ETag }));

    await expect(late).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await s3.getObject('reports', 'seen'))?.body.toString()).toBe('second');
  });

  it('answers a missing key with 404, or 403 to a caller who may not list the bucket', async () => {
    const missing = new GetObjectCommand({ Bucket: 'reports', Key: 'missing' });

    await expect(s3Client('PERSON').send(missing)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3Client('FUNCTION').send(missing)).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('brings back what an earlier run left in its folder, as it was stored', async () => {
    const client = s3Client();
    const picture = { Bucket: 'reports', Key: 'kept/picture' };
    const report = { Bucket: 'reports', Key: 'kept/report.json', ContentType: 'application/json' };
    await client.send(new PutObjectCommand({ ...report, Body: '{}' }));
    await client.send(
      new PutObjectCommand({
        ...picture,
        Body: '<svg/>',
        ContentType: 'image/svg+xml',
        CacheControl: 'no-store',
        Metadata: { order: 'A-7' },
      }),
    );
    const stoppedMs = Date.now();
    const fresh = createLibrary('us-east-1');
    const after = createS3({ library: fresh, directory, mayList: () => true });

    await after.createBucket('reports');

    const kept = after.objects().filter(({ key }) => key.startsWith('kept/'));
    expect(kept.map(({ key, size }) => [key, size])).toEqual([
      ['kept/picture', 6],
      ['kept/report.json', 2],
    ]);
    expect(kept.every(({ lastModifiedMs }) => lastModifiedMs <= stoppedMs)).toBe(true);
    const { headers } = await fresh.forward({
      method: 'HEAD',
      path: '/reports/kept/picture',
      query: new URLSearchParams(),
      headers: { host: '127.0.0.1' },
      body: Buffer.alloc(0),
    });
    expect(headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'no-store',
      'x-amz-meta-order': 'A-7',
    });

    expect(await after.getObject('reports', 'kept/report.json')).toEqual({
      body: Buffer.from('{}'),
      contentType: 'application/json',
    });
    await fresh.close();
  });
});

describe('what IAM is asked about S3', () => {
  it('is each object of a DeleteObjects call', () => {
    const body = Buffer.from('<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c/d</Key></Object></Delete>');
    const request = { method: 'POST', path: '/reports', query: new URLSearchParams('delete'), headers: {}, body };

    expect(s3Call({ ...request, caller: { kind: 'developer' } })).toMatchObject({
      action: 's3:DeleteObject',
      resources: ['arn:aws:s3:::reports/a&b', 'arn:aws:s3:::reports/c/d'],
    });
  });
});

describe('the gateway', () => {
  it('gives SQS what Lambda sends there', async () => {
    const client = new SQSClient(settings('PERSON'));
    await sqs.sendMessage('arn:aws:sqs:us-east-1:000000000000:failures', '{"version":"1.0"}');

    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'failures' }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    client.destroy();

    expect(Messages?.map((message) => message.Body)).toEqual(['{"version":"1.0"}']);
  });

  it('hands a request without a signature to the page', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.port}/`);

    expect(await response.text()).toBe('page');
  });
});
