import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world[Symbol.asyncDispose]());

const Bucket = 'reports';
const head = (Key: string) => world.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));

describe('a URL that the SDK for JavaScript has signed', () => {
  it('stores an object, although it has the checksum of an empty body', async () => {
    const url = await getSignedUrl(world.client, new PutObjectCommand({ Bucket, Key: 'upload' }));
    const answer = await fetch(url, { method: 'PUT', body: '123456789', headers: { 'content-type': 'text/plain' } });

    // What the SDK does; the answer is that of public reports (aws-sdk-js-v3#4448, aws-sdk-go-v2#2610).
    expect(new URL(url).searchParams.get('x-amz-checksum-crc32')).toBe('AAAAAA==');
    expect(answer.status).toBe(200);
    expect(await head('upload')).toMatchObject({ ContentType: 'text/plain', ChecksumCRC64NVME: 'rosUhgp5mIg=' });
  });

  it('stores the metadata, tags and storage class that it names', async () => {
    const command = new PutObjectCommand({
      Bucket,
      Key: 'full',
      Metadata: { order: '7' },
      Tagging: 'team=shop',
      StorageClass: 'STANDARD_IA',
    });
    await fetch(await getSignedUrl(world.client, command), { method: 'PUT', body: 'x' });

    expect(await head('full')).toMatchObject({ Metadata: { order: '7' }, TagCount: 1, StorageClass: 'STANDARD_IA' });
  });

  it('reads an object, with the headers that it names', async () => {
    await world.client.send(new PutObjectCommand({ Bucket, Key: 'read', Body: 'x' }));
    const command = new GetObjectCommand({ Bucket, Key: 'read', ResponseContentType: 'text/csv' });
    const answer = await fetch(await getSignedUrl(world.client, command));

    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/csv', 'x']);
  });
});

describe('a presigned URL with a condition in its query', () => {
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K/20261122/us-east-1/s3/aws4_request&X-Amz-Signature=0&X-Amz-Expires=60`;
  const signed = (key: string, more: string) => {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    return `http://127.0.0.1:${world.port}/reports/${key}?${query}&X-Amz-Date=${date}&${more}`;
  };

  it('writes only once with If-None-Match', async () => {
    const write = () => fetch(signed('once', 'If-None-Match=*'), { method: 'PUT', body: 'x' });

    // Recorded by LocalStack's AWS-validated test `test_pre_signed_url_if_none_match`.
    expect([(await write()).status, (await write()).status]).toEqual([200, 412]);
  });

  it('is refused by name if it has a header that S3 here does not support', async () => {
    const answer = await fetch(signed('other', 'x-amz-object-lock-mode=GOVERNANCE'), { method: 'PUT', body: 'x' });

    expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining('x-amz-object-lock-mode')]);
  });
});

describe('the upload of a form, as createPresignedPost prepares it', () => {
  it('is rejected with its name', async () => {
    const body = new FormData();
    body.set('key', 'form');
    body.set('file', new Blob(['x']));
    const answer = await fetch(`http://127.0.0.1:${world.port}/reports`, { method: 'POST', body });

    expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining('PostObject')]);
  });
});

describe('the source of a copy', () => {
  it.each(['reports%2Fa+b%2B.txt', '/reports/a%20b%2B.txt'])('may be written as %s', async (CopySource) => {
    await world.client.send(new PutObjectCommand({ Bucket, Key: 'a b+.txt', Body: 'x' }));
    const copy = await world.raw('PUT', '/reports/copy', { headers: { 'x-amz-copy-source': CopySource } });

    expect(copy.text).toContain('<CopyObjectResult');
    await expect(
      world.client.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource: 'reports/none' })),
    ).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
