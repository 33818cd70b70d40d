import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  type CreateBucketConfiguration,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world[Symbol.asyncDispose]());

const Bucket = 'reports';
const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  world.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more: object = {}) => world.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
const textOf = async (key: string) => (await world.s3.getObject(Bucket, key))?.body.toString();

describe('an object', () => {
  it('is stored unchanged, and is also a plain file', async () => {
    await put('a b/ü.json', '{"x":1}');
    const read = await get('a b/ü.json');

    expect(await read.Body?.transformToString()).toBe('{"x":1}');
    expect(await readFile(join(world.directory, 'reports', 'a b', 'ü.json'), 'utf8')).toBe('{"x":1}');
    expect(world.s3.objects('reports')).toContainEqual({
      bucket: 'reports',
      key: 'a b/ü.json',
      size: 7,
      lastModifiedMs: expect.any(Number),
    });
  });

  it('is reported to listeners when it is stored or deleted, with the data for an event notification', async () => {
    const told: object[] = [];
    const stops = [world.s3.onStored((event) => told.push(event)), world.s3.onDeleted((event) => told.push(event))];

    const { ETag } = await put('told', 'x');
    await world.client.send(new CopyObjectCommand({ Bucket, Key: 'told-too', CopySource: '/reports/told' }));
    await world.client.send(new DeleteObjectCommand({ Bucket, Key: 'told' }));
    await world.client.send(new DeleteObjectCommand({ Bucket, Key: 'never-was' }));
    for (const stop of stops) stop();

    const eTag = ETag?.replaceAll('"', '');
    const sequencer = expect.stringMatching(/^[0-9A-F]{18}$/);
    expect(told).toMatchObject([
      { eventName: 'ObjectCreated:Put', bucket: 'reports', key: 'told', size: 1, eTag, sequencer },
      { eventName: 'ObjectCreated:Copy', key: 'told-too', size: 1, eTag },
      { eventName: 'ObjectRemoved:Delete', key: 'told', size: 0 },
    ]);
    const sequencers = told.map((event) => (event as { sequencer: string }).sequencer);
    expect(sequencers).toEqual(sequencers.toSorted());
  });

  it('has the type binary/octet-stream if it is stored without a type', async () => {
    await world.raw('PUT', '/reports/no-type', { body: 'x' });

    expect((await get('no-type')).ContentType).toBe('binary/octet-stream');
  });

  it.each([
    ['a form, as curl --data-binary sends it', 'application/x-www-form-urlencoded', 'a=b&c'],
    ['a type without a slash', 'text', 'x'],
    ['JSON that is not', 'application/json', '{'],
  ])('is stored unchanged with %s', async (_, contentType, body) => {
    const answer = await world.raw('PUT', '/reports/any-type', { headers: { 'content-type': contentType }, body });
    const read = await get('any-type');

    expect([answer.status, read.ContentType]).toEqual([200, contentType]);
    expect(await read.Body?.transformToString()).toBe(body);
  });

  it('keeps metadata, content headers, tags, the storage class, and the encryption', async () => {
    await put('full', 'x', {
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a b.txt"',
      ContentEncoding: 'identity',
      ContentLanguage: 'de',
      Metadata: { 'order-id': 'A-7', 'x.y_z': '1' },
      StorageClass: 'STANDARD_IA',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'key-1',
      Tagging: 'team=a%20b&x=y',
    });

    expect(await world.client.send(new HeadObjectCommand({ Bucket, Key: 'full' }))).toMatchObject({
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a b.txt"',
      ContentEncoding: 'identity',
      ContentLanguage: 'de',
      Metadata: { 'order-id': 'A-7', 'x.y_z': '1' },
      StorageClass: 'STANDARD_IA',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'key-1',
      TagCount: 2,
      ContentLength: 1,
    });
    const { TagSet } = await world.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'full' }));
    expect(TagSet).toEqual([
      { Key: 'team', Value: 'a b' },
      { Key: 'x', Value: 'y' },
    ]);
  });

  it('keeps its bytes when its tags change', async () => {
    await put('tagged', 'bytes');
    const Tagging = { TagSet: [{ Key: 'a', Value: '1' }] };
    await world.client.send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging }));

    expect(await textOf('tagged')).toBe('bytes');
    const { TagSet } = await world.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }));
    expect(TagSet).toEqual(Tagging.TagSet);
  });

  it('of an archive class is stored, and cannot be read', async () => {
    await put('archived', 'x', { StorageClass: 'GLACIER' });

    expect(await world.client.send(new HeadObjectCommand({ Bucket, Key: 'archived' }))).toMatchObject({
      StorageClass: 'GLACIER',
    });
    await expect(get('archived')).rejects.toMatchObject({ name: 'InvalidObjectState' });
    const copy = new CopyObjectCommand({ Bucket, Key: 'unarchived', CopySource: 'reports/archived' });
    await expect(world.client.send(copy)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it('can be empty', async () => {
    const { status } = await world.raw('PUT', '/reports/empty');
    const { ContentLength, ContentRange } = await get('empty');

    expect([status, ContentLength, ContentRange]).toEqual([200, 0, undefined]);
    await expect(get('empty', { Range: 'bytes=0-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('can have 70 MB', async () => {
    const body = Buffer.alloc(70_000_000, 'a');
    await put('large', body);
    const read = await get('large', { Range: 'bytes=-5' });

    expect(read.ContentRange).toBe('bytes 69999995-69999999/70000000');
    expect(await read.Body?.transformToString()).toBe('aaaaa');
    await world.client.send(new DeleteObjectCommand({ Bucket, Key: 'large' }));
  });

  it('is copied with its metadata, or with that of the copy', async () => {
    await put('source', 'x', { ContentType: 'text/a', Metadata: { a: '1' } });
    const copy = (Key: string, more: object = {}) =>
      world.client.send(new CopyObjectCommand({ Bucket, Key, CopySource: 'reports/source', ...more }));
    await copy('copy');
    await copy('changed', { MetadataDirective: 'REPLACE', ContentType: 'text/b', Metadata: { b: '2' } });

    expect(await get('copy')).toMatchObject({ ContentType: 'text/a', Metadata: { a: '1' } });
    expect(await get('changed')).toMatchObject({ ContentType: 'text/b', Metadata: { b: '2' } });
    expect(await textOf('changed')).toBe('x');
    await expect(copy('source')).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(copy('other', { CopySourceIfMatch: 'other' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('returns its attributes', async () => {
    await put('attributes', 'abc', { ChecksumAlgorithm: 'SHA256' });
    const ObjectAttributes = ['ETag', 'Checksum', 'ObjectSize', 'StorageClass'] as const;
    const command = new GetObjectAttributesCommand({
      Bucket,
      Key: 'attributes',
      ObjectAttributes: [...ObjectAttributes],
    });

    expect(await world.client.send(command)).toMatchObject({
      ETag: '900150983cd24fb0d6963f7d28e17f72',
      ObjectSize: 3,
      StorageClass: 'STANDARD',
      Checksum: { ChecksumSHA256: 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' },
    });
  });
});

describe('stored bytes', () => {
  it('have a policy that keeps a browser from running them, for any type', async () => {
    await put('page.html', '<script>alert(1)</script>', { ContentType: 'text/html' });
    const date = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
    const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K/20261122/us-east-1/s3/aws4_request&X-Amz-Date=${date}&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0`;

    for (const path of [
      '/reports/page.html',
      '/reports/page.html?response-content-type=image/svg%2Bxml',
      '/reports/missing',
    ]) {
      const presigned = await fetch(`http://127.0.0.1:${world.port}${path}${path.includes('?') ? '&' : '?'}${query}`);
      expect(presigned.headers.get('content-security-policy')).toBe('sandbox');
      expect(presigned.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('a presigned URL', () => {
  const scope =
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K/20261122/us-east-1/s3/aws4_request&X-Amz-Signature=0';
  const signedAgo = (ms: number) => new Date(Date.now() - ms).toISOString().replace(/[-:]|\.\d+/g, '');
  const open = async (date: string, expires: string) => {
    await put('shared', 'x');
    const query = `${scope}&X-Amz-Date=${date}&X-Amz-Expires=${expires}`;
    const response = await fetch(`http://127.0.0.1:${world.port}/reports/shared?${query}`);
    return [response.status, /<Code>(\w+)/.exec(await response.text())?.[1]];
  };

  it('is valid until it expires', async () => {
    expect(await open(signedAgo(50_000), '60')).toEqual([200, undefined]);
    expect(await open(signedAgo(70_000), '60')).toEqual([403, 'AccessDenied']);
  });

  it.each([
    ['604801', signedAgo(0)],
    ['soon', signedAgo(0)],
    ['60', 'today'],
  ])('that expires after "%s" from %s is malformed', async (expires, date) => {
    expect(await open(date, expires)).toEqual([400, 'AuthorizationQueryParametersError']);
  });
});

describe('a bucket', () => {
  it('is in us-east-1, which has no location constraint', async () => {
    const location = (name: string) => world.client.send(new GetBucketLocationCommand({ Bucket: name }));

    expect((await location('reports')).LocationConstraint).toBeUndefined();
    await expect(location('missing')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    expect((await world.client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
  });

  it('can be created in another Region, with the endpoint of us-east-1 or of that Region', async () => {
    const create = (name: string, LocationConstraint: string, region = 'us-east-1') => {
      const client = new S3Client({
        endpoint: `http://127.0.0.1:${world.port}`,
        region,
        credentials: { accessKeyId: 'PERSON', secretAccessKey: 'secret' },
      });
      const CreateBucketConfiguration = { LocationConstraint } as CreateBucketConfiguration;
      const sending = client.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }));
      return sending.finally(() => client.destroy());
    };
    await create('in-frankfurt', 'eu-central-1');
    await create('in-ireland', 'eu-west-1', 'eu-west-1');
    const { LocationConstraint } = await world.client.send(new GetBucketLocationCommand({ Bucket: 'in-frankfurt' }));

    expect(LocationConstraint).toBe('eu-central-1');
    await expect(create('wrong', 'us-east-1')).rejects.toMatchObject({ name: 'InvalidLocationConstraint' });
    await expect(create('wrong', 'eu-west-1', 'eu-central-1')).rejects.toMatchObject({
      name: 'IllegalLocationConstraintException',
    });
  });

  it.each([
    '..',
    '...',
    '.',
    'a',
    'Upper',
    'under_score',
    'a..b',
    '192.168.0.1',
    'xn--a',
    'a-s3alias',
    '-abc',
    `${'a'.repeat(64)}`,
  ])('cannot be named %s', async (name) => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const { status, text } = await world.raw(method, `/${name}`);
      expect([name, status, /<Code>(\w+)/.exec(text)?.[1]]).toEqual([name, 400, 'InvalidBucketName']);
    }
  });
});

describe('a path to a file outside the bucket', () => {
  it.each([
    ['/../build/ProcessorFunction/index.cjs', 'InvalidBucketName'],
    ['/..%2fbuild/index.cjs', 'InvalidBucketName'],
    ['/%2e%2e/xray.sqlite', 'InvalidBucketName'],
    ['/.s3/index.sqlite', 'InvalidBucketName'],
    ['//etc/passwd', 'InvalidBucketName'],
    ['/reports/../../outside', 'InvalidURI'],
    ['/reports/%2e%2e/outside', 'InvalidURI'],
    ['/reports/a/../../outside', 'InvalidURI'],
  ])('is rejected before a byte is written: PUT %s', async (path, code) => {
    const before = await readdir(world.directory, { recursive: true });
    const { status, text } = await world.raw('PUT', path, { body: 'hostile' });

    expect([status, /<Code>(\w+)/.exec(text)?.[1]]).toEqual([400, code]);
    expect(await readdir(world.directory, { recursive: true })).toEqual(before);
    await expect(stat(join(world.directory, '..', 'outside'))).rejects.toThrow('ENOENT');
  });

  it('is rejected as the source of a copy', async () => {
    const headers = { 'x-amz-copy-source': '/../xray.sqlite' };
    expect((await world.raw('PUT', '/reports/copied', { headers })).status).toBe(400);
  });

  it('is not followed through a symbolic link in the folder', async () => {
    const outside = join(world.directory, 'elsewhere');
    await mkdir(outside);
    await writeFile(join(outside, 'kept.txt'), 'mine');
    await symlink(outside, join(world.directory, 'reports', 'linked'));

    await put('linked/new.txt', 'x');
    await put('linked/kept.txt', 'x');
    await world.client.send(new DeleteObjectCommand({ Bucket, Key: 'linked/kept.txt' }));

    expect(await textOf('linked/new.txt')).toBe('x');
    expect(await readdir(outside)).toEqual(['kept.txt']);
    expect(await readFile(join(outside, 'kept.txt'), 'utf8')).toBe('mine');
  });
});

describe('a conditional write', () => {
  it('with If-None-Match creates only a new object, even with two concurrent writers', async () => {
    const write = () => put('once', 'mine', { IfNoneMatch: '*' });

    const outcomes = await Promise.allSettled([write(), write()]);

    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const rejected = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(rejected?.reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });

  it('with If-Match replaces only the version that the writer has read', async () => {
    const { ETag } = await put('seen', 'first');
    await put('seen', 'second', { IfMatch: ETag });

    await expect(put('seen', 'third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('unseen', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await textOf('seen')).toBe('second');
  });
});

describe('a read', () => {
  it('of a missing key returns status 404, or 403 for a caller without permission to list the bucket', async () => {
    const missing = new GetObjectCommand({ Bucket, Key: 'missing' });

    await expect(world.client.send(missing)).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'missing' });
    await expect(world.clientOf('FUNCTION').send(missing)).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it.each([
    ['bytes=0-0', 206, 'bytes 0-0/10', '0'],
    ['bytes=7-', 206, 'bytes 7-9/10', '789'],
    ['bytes=-3', 206, 'bytes 7-9/10', '789'],
    ['bytes=-100', 206, 'bytes 0-9/10', '0123456789'],
    ['bytes=5-100', 206, 'bytes 5-9/10', '56789'],
    ['bytes=5-2', 200, undefined, '0123456789'],
    ['lines=1-2', 200, undefined, '0123456789'],
  ])('of the range %s has the status %i', async (range, status, contentRange, text) => {
    await put('digits', '0123456789');
    const answer = await world.raw('GET', '/reports/digits', { headers: { range } });

    expect([answer.status, answer.headers['content-range'], answer.text]).toEqual([status, contentRange, text]);
  });

  it.each(['bytes=10-', 'bytes=-0'])('of the range %s cannot be satisfied', async (range) => {
    await put('digits', '0123456789');
    const { status, text } = await world.raw('GET', '/reports/digits', { headers: { range } });

    expect(status).toBe(416);
    expect(text).toContain('<ActualObjectSize>10</ActualObjectSize>');
  });

  it.each(['GET', 'HEAD'])('by %s with a condition returns status 304 or 412', async (method) => {
    await put('conditional', 'x');
    const { headers } = await world.raw(method, '/reports/conditional');
    const { etag = '', 'last-modified': lastModified = '' } = headers;
    const past = 'Thu, 01 Jan 2026 00:00:00 GMT';
    const statusOf = async (conditions: Record<string, string>) =>
      (await world.raw(method, '/reports/conditional', { headers: conditions })).status;

    expect(await statusOf({ 'if-match': etag })).toBe(200);
    expect(await statusOf({ 'if-match': '"other"' })).toBe(412);
    expect(await statusOf({ 'if-none-match': etag })).toBe(304);
    expect(await statusOf({ 'if-none-match': '*' })).toBe(304);
    expect(await statusOf({ 'if-none-match': '"other"' })).toBe(200);
    expect(await statusOf({ 'if-modified-since': lastModified })).toBe(304);
    expect(await statusOf({ 'if-modified-since': past })).toBe(200);
    expect(await statusOf({ 'if-unmodified-since': past })).toBe(412);
    expect(await statusOf({ 'if-unmodified-since': past, 'if-match': etag })).toBe(200);
    expect(await statusOf({ 'if-none-match': '"other"', 'if-modified-since': lastModified })).toBe(200);
  });

  it('can set the headers of its answer', async () => {
    await put('named', 'x');

    expect(
      await get('named', {
        ResponseContentType: 'text/csv',
        ResponseContentDisposition: 'attachment; filename=a.csv',
        ResponseCacheControl: 'no-cache',
      }),
    ).toMatchObject({
      ContentType: 'text/csv',
      ContentDisposition: 'attachment; filename=a.csv',
      CacheControl: 'no-cache',
    });
    const { status } = await world.raw('GET', '/reports/named?response-content-disposition=%E2%82%AC');
    expect(status).toBe(400);
  });
});

describe('a checksum', () => {
  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'of the kind %s is verified, stored, and returned',
    async (kind) => {
      // The check values of the catalogue of CRC algorithms, and of the hashes, for "123456789".
      const known = {
        CRC32: 'y/Q5Jg==',
        CRC32C: '4waSgw==',
        CRC64NVME: 'rosUhgp5mIg=',
        SHA1: '98O8HYCOBHMq32eZZczDTKeuNEE=',
        SHA256: 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=',
      }[kind];
      const header = `x-amz-checksum-${kind.toLowerCase()}`;
      const good = await world.raw('PUT', '/reports/checked', { headers: { [header]: known }, body: '123456789' });
      const bad = await world.raw('PUT', '/reports/checked', { headers: { [header]: known }, body: '12345678' });

      expect([good.status, good.headers[header]]).toEqual([200, known]);
      expect([bad.status, /<Code>(\w+)/.exec(bad.text)?.[1]]).toEqual([400, 'BadDigest']);
      expect(await get('checked', { ChecksumMode: 'ENABLED' })).toMatchObject({ [`Checksum${kind}`]: known });
      expect(await textOf('checked')).toBe('123456789');
    },
  );

  it('by Content-MD5 is verified', async () => {
    const md5 = 'kAFQmDzST7DWlj99KOF/cg==';
    const send = (body: string, value: string) =>
      world.raw('PUT', '/reports/md5', { headers: { 'content-md5': value }, body });

    expect((await send('abc', md5)).status).toBe(200);
    expect((await send('abd', md5)).text).toContain('<Code>BadDigest</Code>');
    expect((await send('abc', 'none')).text).toContain('<Code>InvalidDigest</Code>');
  });

  it('after the chunks of a stream is verified', async () => {
    const chunked = (checksum: string) => ({
      headers: {
        'content-encoding': 'aws-chunked',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-trailer': 'x-amz-checksum-crc32',
        'x-amz-decoded-content-length': '9',
      },
      body: `4\r\n1234\r\n5\r\n56789\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`,
    });

    expect((await world.raw('PUT', '/reports/stream', chunked('y/Q5Jg=='))).status).toBe(200);
    expect(await textOf('stream')).toBe('123456789');
    expect((await get('stream')).ContentEncoding).toBeUndefined();
    expect((await world.raw('PUT', '/reports/stream', chunked('AAAAAA=='))).text).toContain('<Code>BadDigest</Code>');
  });
});

describe('a deletion of several objects', () => {
  it('returns the result for each object, and IAM evaluates each', async () => {
    await using own = await startWorld({
      denied: (action, resource) => action === 's3:DeleteObject' && resource.endsWith('/kept&<'),
    });
    for (const Key of ['kept&<', 'gone']) await own.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));

    const Objects = [{ Key: 'kept&<' }, { Key: 'gone' }, { Key: 'never-was' }];
    const { Deleted, Errors } = await own.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));

    expect(Deleted?.map(({ Key }) => Key)).toEqual(['gone', 'never-was']);
    expect(Errors).toMatchObject([{ Key: 'kept&<', Code: 'AccessDenied' }]);
    expect(own.s3.objects().map(({ key }) => key)).toEqual(['kept&<']);
  });

  it('at the URL of an object deletes nothing', async () => {
    await put('errors/x', 'kept');
    const body = '<Delete><Object><Key>errors/x</Key></Object></Delete>';
    const { status } = await world.raw('POST', '/reports/errors/x?delete', { body });

    expect(status).toBe(405);
    expect(await textOf('errors/x')).toBe('kept');
  });
});
