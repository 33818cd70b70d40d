import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world[Symbol.asyncDispose]());

const MIB = 1024 * 1024;
const target = { Bucket: 'reports', Key: 'a/large.bin' };

async function begin(more: object = {}): Promise<{ Bucket: string; Key: string; UploadId: string }> {
  const { UploadId = '' } = await world.client.send(new CreateMultipartUploadCommand({ ...target, ...more }));
  return { ...target, UploadId };
}

type Upload = Awaited<ReturnType<typeof begin>>;
const upload = (to: Upload, PartNumber: number, Body: Buffer | string) =>
  world.client.send(new UploadPartCommand({ ...to, PartNumber, Body }));
const complete = (to: Upload, Parts: { PartNumber: number; ETag: string | undefined }[], more: object = {}) =>
  world.client.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts }, ...more }));

describe('an upload in parts', () => {
  it('becomes one object of all its parts, and only when it is complete', async () => {
    const told: string[] = [];
    const stop = world.s3.onStored(({ eventName, size }) => told.push(`${eventName} ${size}`));
    const to = await begin({ ContentType: 'video/x', Metadata: { a: '1' }, Tagging: 't=1' });
    const bodies = [Buffer.alloc(5 * MIB, 'a'), Buffer.from('the end')];
    const parts = [];
    for (const [index, body] of bodies.entries()) {
      parts.push({ PartNumber: index + 1, ETag: (await upload(to, index + 1, body)).ETag });
    }
    expect(world.s3.objects()).toEqual([]);

    const { ETag } = await complete(to, parts);
    stop();

    const md5s = bodies.map((body) => createHash('md5').update(body).digest());
    expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-2"`);
    expect(told).toEqual([`ObjectCreated:CompleteMultipartUpload ${5 * MIB + 7}`]);
    const stored = await world.s3.getObject(target.Bucket, target.Key);
    expect(stored?.body.equals(Buffer.concat(bodies))).toBe(true);
    const second = await world.client.send(new GetObjectCommand({ ...target, PartNumber: 2 }));
    expect(await second.Body?.transformToString()).toBe('the end');
    expect(second).toMatchObject({ PartsCount: 2, ContentType: 'video/x', Metadata: { a: '1' }, TagCount: 1 });
  });

  it.each([
    ['CRC32', 'COMPOSITE'],
    ['SHA256', 'COMPOSITE'],
    ['CRC64NVME', 'FULL_OBJECT'],
    ['CRC32', 'FULL_OBJECT'],
  ] as const)('has a checksum %s of the type %s', async (ChecksumAlgorithm, ChecksumType) => {
    const to = await begin({ ChecksumAlgorithm, ChecksumType });
    const { ETag } = await upload(to, 1, '123456789');
    const answer = await complete(to, [{ PartNumber: 1, ETag }]);

    const head = await world.client.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }));
    const member = `Checksum${ChecksumAlgorithm}` as const;
    expect(answer.ChecksumType).toBe(ChecksumType);
    expect(head[member]).toBe(answer[member]);
    if (ChecksumType === 'COMPOSITE') expect(answer[member]).toMatch(/-1$/);
    else expect(answer[member]).toBe({ CRC32: 'y/Q5Jg==', CRC64NVME: 'rosUhgp5mIg=' }[ChecksumAlgorithm as 'CRC32']);
  });

  it('may copy parts of other objects', async () => {
    await world.client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'source', Body: '0123456789' }));
    const to = await begin();
    const copy = new UploadPartCopyCommand({
      ...to,
      PartNumber: 1,
      CopySource: 'reports/source',
      CopySourceRange: 'bytes=2-4',
    });
    const { CopyPartResult } = await world.client.send(copy);
    await complete(to, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);

    expect((await world.s3.getObject(target.Bucket, target.Key))?.body.toString()).toBe('234');
  });

  it('lists its parts, and is listed itself until it ends', async () => {
    const to = await begin();
    for (const number of [3, 1, 2]) await upload(to, number, `part ${number}`);

    const listed = await world.client.send(new ListPartsCommand({ ...to, MaxParts: 2 }));
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 6],
      [2, 6],
    ]);
    expect(listed).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
    const uploads = async () =>
      (await world.client.send(new ListMultipartUploadsCommand({ Bucket: 'reports' }))).Uploads ?? [];
    expect((await uploads()).map(({ UploadId }) => UploadId)).toContain(to.UploadId);

    await world.client.send(new AbortMultipartUploadCommand(to));
    expect((await uploads()).map(({ UploadId }) => UploadId)).not.toContain(to.UploadId);
    await expect(upload(to, 1, 'x')).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('outlives a restart', async () => {
    const own = await startWorld();
    const { UploadId = '' } = await own.client.send(new CreateMultipartUploadCommand(target));
    const part = { ...target, UploadId, PartNumber: 1 };
    const { ETag } = await own.client.send(new UploadPartCommand({ ...part, Body: 'kept' }));

    await using after = await own.restart();
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await after.client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
    expect((await after.s3.getObject(target.Bucket, target.Key))?.body.toString()).toBe('kept');
  });

  it('is refused with small parts, missing parts, wrong order, or a condition that does not hold', async () => {
    const to = await begin();
    const [one, two] = [await upload(to, 1, 'small'), await upload(to, 2, 'last')];
    const first = { PartNumber: 1, ETag: one.ETag };
    const second = { PartNumber: 2, ETag: two.ETag };

    await expect(complete(to, [first, second])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete(to, [second, first])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete(to, [{ ...first, ETag: two.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete(to, [{ ...first, PartNumber: 9 }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete(to, [first], { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(upload(to, 10_001, 'x')).rejects.toMatchObject({ name: 'InvalidArgument' });
    await complete(to, [first]);
  });
});
