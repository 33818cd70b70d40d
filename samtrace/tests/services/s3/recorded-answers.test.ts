import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from './world.ts';

// The values are those of AWS, as LocalStack's snapshots of its tests of S3 have them (2025 and 2026). The inputs are our own.
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world[Symbol.asyncDispose]());

const Bucket = 'reports';
const put = (Key: string, more: object = {}) =>
  world.client.send(new PutObjectCommand({ Bucket, Key, Body: '123456789', ...more }));
const CRC64 = { ChecksumCRC64NVME: 'rosUhgp5mIg=', ChecksumType: 'FULL_OBJECT' };

describe('an object that is uploaded without a checksum', () => {
  it('gets CRC64NVME, which is also in the answer to the request', async () => {
    const stored = await world.raw('PUT', '/reports/plain', { body: '123456789' });
    const head = await world.client.send(new HeadObjectCommand({ Bucket, Key: 'plain', ChecksumMode: 'ENABLED' }));

    expect(stored.headers).toMatchObject({
      'x-amz-checksum-crc64nvme': CRC64.ChecksumCRC64NVME,
      'x-amz-checksum-type': 'FULL_OBJECT',
    });
    expect(head).toMatchObject(CRC64);
  });

  it('returns it only to a read of all bytes that requests it', async () => {
    await world.raw('PUT', '/reports/plain', { body: '123456789' });
    const read = (more: object) => world.client.send(new GetObjectCommand({ Bucket, Key: 'plain', ...more }));

    expect(await read({ ChecksumMode: 'ENABLED', Range: 'bytes=-20' })).toMatchObject(CRC64);
    expect(await read({ ChecksumMode: 'ENABLED', Range: 'bytes=0-3' })).not.toHaveProperty('ChecksumCRC64NVME');
    const { headers } = await world.raw('GET', '/reports/plain');
    expect(headers).not.toHaveProperty('x-amz-checksum-crc64nvme');
  });

  it('has it in its copy, too', async () => {
    await world.raw('PUT', '/reports/plain', { body: '123456789' });
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'reports/plain' });

    expect((await world.client.send(copy)).CopyObjectResult).toMatchObject(CRC64);
  });
});

describe('an error', () => {
  it('has no element Resource', async () => {
    const { text } = await world.raw('GET', '/reports/missing');

    expect(text).toContain(
      '<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>missing</Key>',
    );
    expect(text).not.toContain('<Resource>');
  });

  it.each([
    [{ 'content-md5': 'MTIz' }, 'InvalidDigest', '<Content-MD5>MTIz</Content-MD5>'],
    [{ 'x-amz-checksum-crc32': 'abcdefgh' }, 'InvalidRequest', 'Value for x-amz-checksum-crc32 header is invalid.'],
    [{ 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest', 'The CRC32 you specified did not match'],
    [{ 'if-match': '*' }, 'NotImplemented', '<Header>If-Match</Header>'],
    [{ 'if-match': 'a', 'if-none-match': '*' }, 'NotImplemented', '<Header>If-Match,If-None-Match</Header>'],
    [{ 'if-none-match': 'a' }, 'NotImplemented', "We don't accept the provided value of If-None-Match header"],
    [{ 'if-match': 'a' }, 'NoSuchKey', '<Key>new</Key>'],
    [{ 'x-amz-tagging': 'a=1&a=2' }, 'InvalidArgument', 'without tag name duplicates'],
    [{ 'x-amz-tagging': 'aws:a=1' }, 'InvalidTag', 'Your TagKey cannot be prefixed with aws:'],
    [{ 'x-amz-copy-source': 'reports' }, 'InvalidArgument', '<ArgumentValue>x-amz-copy-source</ArgumentValue>'],
  ] as const)('of a write with %j is %s', async (headers, code, detail) => {
    const { text } = await world.raw('PUT', '/reports/new', { headers, body: 'x' });

    expect(text).toContain(`<Code>${code}</Code>`);
    expect(text).toContain(detail);
  });

  it('of a copy contains the header of its condition', async () => {
    const { ETag } = await put('source');
    const copy = (condition: object) =>
      world.client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'reports/source', ...condition }));

    await expect(copy({ CopySourceIfMatch: 'other' })).rejects.toMatchObject({
      Condition: 'x-amz-copy-source-If-Match',
    });
    await expect(copy({ CopySourceIfNoneMatch: ETag })).rejects.toMatchObject({
      Condition: 'x-amz-copy-source-If-None-Match',
    });
  });

  it('of a deletion reports that the bucket has no retention', async () => {
    const BypassGovernanceRetention = true;
    const one = world.client.send(new DeleteObjectCommand({ Bucket, Key: 'a', BypassGovernanceRetention }));
    const Delete = { Objects: [{ Key: 'a' }] };
    const all = world.client.send(new DeleteObjectsCommand({ Bucket, Delete, BypassGovernanceRetention }));

    await expect(one).rejects.toThrow('is only applicable to Object Lock enabled buckets.');
    await expect(all).rejects.toThrow('is only applicable to Object Lock enabled buckets.');
  });

  it('of a version that does not exist is NoSuchVersion in a deletion of several objects', async () => {
    const Delete = { Objects: [{ Key: 'a', VersionId: 'v1' }] };
    const { Errors } = await world.client.send(new DeleteObjectsCommand({ Bucket, Delete }));

    expect(Errors).toMatchObject([{ Code: 'NoSuchVersion', Message: 'The specified version does not exist.' }]);
  });
});

describe('a read', () => {
  it('ignores If-Modified-Since in the future', async () => {
    await put('fresh');
    const later = new Date(Date.now() + 86_400_000);
    const read = new HeadObjectCommand({ Bucket, Key: 'fresh', IfModifiedSince: later });

    await expect(world.client.send(read)).resolves.toMatchObject({ ContentLength: 9 });
  });
});

describe('a bucket', () => {
  it('that exists can be created again in us-east-1 only', async () => {
    const create = (more: object) => world.client.send(new CreateBucketCommand({ Bucket: 'twice', ...more }));
    await create({});
    await create({});

    await expect(create({ CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } })).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
  });

  it('without tags after an empty set of tags has none', async () => {
    const set = (TagSet: { Key: string; Value: string }[]) =>
      world.client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    await set([{ Key: 'a', Value: '1' }]);
    await set([]);

    await expect(world.client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchTagSet',
    });
    await expect(set([{ Key: 'a,b', Value: '1' }])).rejects.toThrow('The TagKey you have provided is invalid');
    await expect(set([{ Key: 'a', Value: '1,2' }])).rejects.toMatchObject({ TagKey: 'a', TagValue: '1,2' });
  });

  it('is not searched in a Region with an invalid name', async () => {
    await expect(world.client.send(new ListBucketsCommand({ BucketRegion: 'nowhere' }))).rejects.toThrow(
      'Argument value nowhere is not a valid AWS Region',
    );
  });
});

describe('a listing', () => {
  beforeAll(async () => {
    for (const key of ['folder/sub/1', 'folder/sub/2', 'folder/file']) await put(key);
  });

  it('after a marker below a common prefix omits the prefix', async () => {
    const list = new ListObjectsCommand({ Bucket, Prefix: 'folder/', Delimiter: '/', Marker: 'folder/file' });
    const below = new ListObjectsCommand({ Bucket, Prefix: 'folder/', Delimiter: '/', Marker: 'folder/sub/1' });

    expect((await world.client.send(list)).CommonPrefixes).toEqual([{ Prefix: 'folder/sub/' }]);
    expect((await world.client.send(below)).CommonPrefixes).toBeUndefined();
  });

  it('has times in whole seconds, written with milliseconds', async () => {
    const { text } = await world.raw('GET', '/reports?list-type=2');

    expect(text).toMatch(/<LastModified>[\d-]+T\d\d:\d\d:\d\d\.000Z</);
  });

  it('with a token does not repeat the key to start after', async () => {
    const first = await world.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'folder/', MaxKeys: 1 }));
    const page = { Bucket, Prefix: 'folder/', ContinuationToken: first.NextContinuationToken, StartAfter: 'z' };
    const next = await world.client.send(new ListObjectsV2Command(page));

    expect(next).not.toHaveProperty('StartAfter');
    expect(next.Contents?.map(({ Key }) => Key)).toEqual(['folder/sub/1', 'folder/sub/2']);
  });
});
