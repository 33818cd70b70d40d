import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
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
/** Uploads a part with a checksum of the algorithm, and returns what the completion tells of it. */
async function uploadWith(ChecksumAlgorithm: ChecksumAlgorithm, to: Upload, PartNumber: number, Body: Buffer | string) {
  const command = new UploadPartCommand({ ...to, PartNumber, Body, ChecksumAlgorithm });
  const { $metadata: _, ServerSideEncryption, ...facts } = await world.client.send(command);
  return { PartNumber, ...facts };
}
const complete = (to: Upload, Parts: CompletedPart[], more: object = {}) =>
  world.client.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts }, ...more }));

describe('an upload in parts', () => {
  it('becomes one object with all its parts when it is completed', async () => {
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
    const part = await uploadWith(ChecksumAlgorithm, to, 1, '123456789');
    const answer = await complete(to, [part]);

    const head = await world.client.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }));
    const member = `Checksum${ChecksumAlgorithm}` as const;
    expect(answer.ChecksumType).toBe(ChecksumType);
    expect(head[member]).toBe(answer[member]);
    if (ChecksumType === 'COMPOSITE') expect(answer[member]).toMatch(/-1$/);
    else expect(answer[member]).toBe({ CRC32: 'y/Q5Jg==', CRC64NVME: 'rosUhgp5mIg=' }[ChecksumAlgorithm as 'CRC32']);
  });

  it('can copy parts of other objects', async () => {
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

  it('is complete when it is completed again with the same parts, whatever the condition', async () => {
    const to = await begin();
    const { ETag } = await upload(to, 1, 'part');
    const first = await complete(to, [{ PartNumber: 1, ETag }]);
    const again = await complete(to, [{ PartNumber: 1, ETag }], { IfNoneMatch: '*' });
    const withOthers = complete(to, [{ PartNumber: 2, ETag }]);

    // Recorded by moto's test `test_idempotent_multipart_upload`, which its authors run on AWS.
    expect(again.ETag).toBe(first.ETag);
    await expect(withOthers).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('lists its parts, and is listed until it ends', async () => {
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

  it('is kept after a restart', async () => {
    const own = await startWorld();
    const { UploadId = '' } = await own.client.send(new CreateMultipartUploadCommand(target));
    const part = { ...target, UploadId, PartNumber: 1 };
    const { ETag } = await own.client.send(new UploadPartCommand({ ...part, Body: 'kept' }));

    await using after = await own.restart();
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await after.client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
    expect((await after.s3.getObject(target.Bucket, target.Key))?.body.toString()).toBe('kept');
  });

  it('is rejected with small parts, missing parts, the wrong order, or a false condition', async () => {
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

  it('gets a checksum CRC64NVME of all bytes if it names no algorithm, for any checksums of the parts', async () => {
    const to = await begin();
    const { ETag, ChecksumCRC32C } = await uploadWith('CRC32C', to, 1, '123456789');
    const part = { PartNumber: 1, ETag };
    const withChecksum = complete(to, [{ ...part, ChecksumCRC32C }]);
    const ofOtherType = complete(to, [part], { ChecksumType: 'FULL_OBJECT' });
    const { Parts = [] } = await world.client.send(new ListPartsCommand(to));

    expect(ChecksumCRC32C).toBe('4waSgw==');
    expect(Parts[0]).not.toHaveProperty('ChecksumCRC32C');
    await expect(withChecksum).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(ofOtherType).rejects.toMatchObject({ name: 'InvalidRequest' });
    const checksum = { ChecksumCRC64NVME: 'rosUhgp5mIg=', ChecksumType: 'FULL_OBJECT' };
    // S3 ignores a checksum of another kind here.
    expect(await complete(to, [part], { ChecksumCRC32: 'AAAAAA==' })).toMatchObject(checksum);
    const head = await world.client.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject(checksum);
  });

  it('needs the checksums of its parts for a composite one', async () => {
    const to = await begin({ ChecksumAlgorithm: 'SHA256' });
    const ofOther = uploadWith('CRC32', to, 1, 'part');
    const part = await uploadWith('SHA256', to, 1, 'part');
    const without = complete(to, [{ PartNumber: 1, ETag: part.ETag }]);
    const wrong = complete(to, [{ ...part, ChecksumSHA256: 'AAAA' }]);
    const other = complete(to, [{ PartNumber: 1, ETag: part.ETag, ChecksumCRC32: 'AAAA' }]);

    await expect(ofOther).rejects.toThrow('expected checksum Type: sha256, actual checksum Type: crc32');
    await expect(without).rejects.toThrow('It was missing for part 1 in the request.');
    await expect(wrong).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(other).rejects.toThrow('The crc32 you specified for part 1 did not match what we received.');
    await expect(complete(to, [part])).resolves.toMatchObject({ ChecksumType: 'COMPOSITE' });
  });

  it('returns the checksums of its parts in GetObjectAttributes and GetObject', async () => {
    const to = await begin({ ChecksumAlgorithm: 'CRC32C' });
    const parts = [
      await uploadWith('CRC32C', to, 1, Buffer.alloc(5 * MIB)),
      await uploadWith('CRC32C', to, 2, '123456789'),
    ];
    const { ChecksumCRC32C = '' } = await complete(to, parts);
    const ask = { ...target, ObjectAttributes: ['Checksum' as const, 'ObjectParts' as const], MaxParts: 1 };
    const first = await world.client.send(new GetObjectAttributesCommand(ask));
    const next = await world.client.send(new GetObjectAttributesCommand({ ...ask, PartNumberMarker: '1' }));
    const part = await world.client.send(new HeadObjectCommand({ ...target, PartNumber: 2, ChecksumMode: 'ENABLED' }));

    expect(first.Checksum?.ChecksumCRC32C).toBe(ChecksumCRC32C.replace('-2', ''));
    expect(first.ObjectParts).toMatchObject({ TotalPartsCount: 2, IsTruncated: true, NextPartNumberMarker: '1' });
    expect(next.ObjectParts?.Parts).toEqual([{ PartNumber: 2, Size: 9, ChecksumCRC32C: '4waSgw==' }]);
    expect(part).toMatchObject({ ChecksumCRC32C: '4waSgw==', ChecksumType: 'COMPOSITE', ContentLength: 9 });
  });

  it('is rejected without an algorithm for its type, with an unknown algorithm, and without parts', async () => {
    const to = await begin();

    await expect(begin({ ChecksumType: 'COMPOSITE' })).rejects.toThrow('can only be used with the');
    await expect(begin({ ChecksumAlgorithm: 'TEST' })).rejects.toThrow('Checksum algorithm provided is unsupported.');
    await expect(complete(to, [])).rejects.toThrow('You must specify at least one part');
    const withoutBody = world.client.send(new CompleteMultipartUploadCommand(to));
    await expect(withoutBody).rejects.toThrow('You must specify at least one part');
  });

  it('with a condition fails if the object was deleted after its start', async () => {
    await world.client.send(new PutObjectCommand({ ...target, Body: 'before' }));
    const to = await begin();
    const { ETag } = await upload(to, 1, 'part');
    await world.client.send(new DeleteObjectCommand(target));
    const conflict = complete(to, [{ PartNumber: 1, ETag }], { IfNoneMatch: '*' });

    await expect(conflict).rejects.toMatchObject({
      name: 'ConditionalRequestConflict',
      $metadata: { httpStatusCode: 409 },
    });
    await complete(to, [{ PartNumber: 1, ETag }]);
  });

  it.each([
    ['bytes=1-', 'InvalidArgument', 'must be of the form bytes=first-last'],
    ['bytes=-2', 'InvalidArgument', 'must be of the form bytes=first-last'],
    ['bytes=5-2', 'InvalidArgument', 'must be of the form bytes=first-last'],
    ['bytes=0-100', 'InvalidArgument', 'Range specified is not valid for source object of size: 10'],
    ['bytes=100-200', 'InvalidRequest', 'The specified copy range is invalid for the source object size'],
  ])('cannot copy the range %s of an object of 10 bytes', async (CopySourceRange, name, message) => {
    await world.client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'source', Body: '0123456789' }));
    const to = await begin();
    const copy = { ...to, PartNumber: 1, CopySource: 'reports/source', CopySourceRange };
    const answer = world.client.send(new UploadPartCopyCommand(copy));

    await expect(answer).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});

describe('a list of uploads', () => {
  it('has common prefixes, and continues after one', async () => {
    await using own = await startWorld();
    for (const Key of ['a/1', 'a/2', 'b', 'c d']) {
      await own.client.send(new CreateMultipartUploadCommand({ Bucket: 'reports', Key }));
    }
    const list = (more: object) =>
      own.client.send(new ListMultipartUploadsCommand({ Bucket: 'reports', Delimiter: '/', ...more }));
    const all = await list({});
    const first = await list({ MaxUploads: 1 });
    const after = await list({ MaxUploads: 1, KeyMarker: 'a/' });
    const encoded = await list({ KeyMarker: 'b', EncodingType: 'url' });

    expect(all.CommonPrefixes).toEqual([{ Prefix: 'a/' }]);
    expect(all.Uploads?.map(({ Key }) => Key)).toEqual(['b', 'c d']);
    expect(all).toMatchObject({ IsTruncated: false, NextKeyMarker: 'c d' });
    expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: '', CommonPrefixes: [{ Prefix: 'a/' }] });
    expect(after.Uploads?.map(({ Key }) => Key)).toEqual(['b']);
    expect(encoded.Uploads?.map(({ Key }) => Key)).toEqual(['c+d']);
    await expect(list({ KeyMarker: 'b', UploadIdMarker: 'other' })).rejects.toThrow('Invalid uploadId marker');
  });
});
