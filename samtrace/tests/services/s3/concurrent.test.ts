import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { IndexDatabase } from '../../../src/services/s3/index-database.ts';
import { watchEventLoop } from '../../support/loop-watch.ts';
import { startWorld, type World } from './world.ts';

const target = { Bucket: 'reports', Key: 'a' };

/** A world that does something else while it writes the bytes of a request, before the object or part exists. */
async function startInterrupted(interrupt: (world: World) => Promise<unknown>): Promise<World> {
  const world: World = await startWorld({
    async writeFile(path, body) {
      await writeFile(path, body);
      await interrupt(world);
    },
  });
  return world;
}

const filesOf = (world: World) => readdir(join(world.directory, '.s3', 'bodies'));

describe('a request whose bucket or upload ends while its bytes are written', () => {
  it('is rejected, and leaves nothing: PutObject', async () => {
    await using world = await startInterrupted(({ client }) => client.send(new DeleteBucketCommand(target)));

    const put = world.client.send(new PutObjectCommand({ ...target, Body: 'late' }));

    await expect(put).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await world.client.send(new CreateBucketCommand(target));
    expect((await world.client.send(new ListObjectsV2Command(target))).KeyCount).toBe(0);
    expect(await filesOf(world)).toEqual([]);
  });

  it('is rejected, and leaves nothing: UploadPart', async () => {
    let upload: { UploadId?: string | undefined } = {};
    await using world = await startInterrupted(({ client }) =>
      client.send(new AbortMultipartUploadCommand({ ...target, UploadId: upload.UploadId })),
    );
    upload = await world.client.send(new CreateMultipartUploadCommand(target));
    const { UploadId } = upload;

    const part = world.client.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: 'late' }));

    await expect(part).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(world.client.send(new ListPartsCommand({ ...target, UploadId }))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
    expect(await filesOf(world)).toEqual([]);
  });
});

describe('many concurrent requests for one bucket', () => {
  it('leave no object, no part, and no file in a deleted bucket', async () => {
    await using world = await startWorld();
    const { client } = world;
    await client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'source', Body: 'x'.repeat(100_000) }));

    for (let round = 0; round < 20; round += 1) {
      const Bucket = `round-${round}`;
      await client.send(new CreateBucketCommand({ Bucket }));
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'up' }));
      const work = [
        client.send(new UploadPartCommand({ Bucket, Key: 'up', UploadId, PartNumber: 1, Body: 'part' })),
        client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'reports/source' })),
        client.send(new DeleteBucketCommand({ Bucket })),
        client.send(new PutObjectCommand({ Bucket, Key: 'put', Body: 'put' })),
      ];
      const results = await Promise.allSettled(work);
      const isDeleted = results[2]?.status === 'fulfilled';
      if (isDeleted) await client.send(new CreateBucketCommand({ Bucket }));
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      const stored = results.filter(({ status }, index) => status === 'fulfilled' && (index === 1 || index === 3));
      expect([round, Contents.length]).toEqual([round, isDeleted ? 0 : stored.length]);
    }
    const { s3 } = world;
    const partsLeft = (await filesOf(world)).length - s3.objects().length;
    expect(partsLeft).toBeLessThanOrEqual(20);
    expect(s3.objects().every(({ bucket }) => s3.buckets().includes(bucket))).toBe(true);
  });
});

describe('a large object', () => {
  /** The files of objects that this process has open. */
  const openFiles = () =>
    readdirSync('/proc/self/fd')
      .flatMap((fd) => linkOf(`/proc/self/fd/${fd}`))
      .filter((path) => path.includes('/.s3/bodies/'));

  it('is sent as it is read, also after it was deleted, and leaves no file open when its reader goes away', async () => {
    await using world = await startWorld();
    const { client } = world;
    const Body = randomBytes(8 * 1024 * 1024);
    await client.send(new PutObjectCommand({ ...target, Body }));

    const whole = await client.send(new GetObjectCommand(target));
    await client.send(new DeleteObjectCommand(target));
    expect(Body.equals(await (whole.Body?.transformToByteArray() ?? Buffer.alloc(0)))).toBe(true);

    await client.send(new PutObjectCommand({ ...target, Body }));
    const left = await client.send(new GetObjectCommand(target));
    (left.Body as Readable).destroy();
    if (process.platform !== 'linux') return;
    while (openFiles().length > 0) await nextTurn();
  });
});

describe('a bucket with 20,000 objects', () => {
  it('is read by the page without holding anything else up for 100 ms', async () => {
    const directory = await mkdtemp(join(tmpdir(), 's3-'));
    await mkdir(join(directory, '.s3'));
    const index = new IndexDatabase(join(directory, '.s3', 'index.sqlite'));
    index.putBucket({ name: 'reports', createdMs: 0 });
    const common = { bucket: 'reports', size: 1, etag: 'e', lastModifiedMs: 0, headers: {}, tags: {}, body: 'none' };
    const keys = Array.from({ length: 20_000 }, (_, n) => `errors/${String(n).padStart(5, '0')}`);
    for (const key of keys) index.putObject({ ...common, key });
    index.close();
    await using world = await startWorld({ directory });
    const loop = watchEventLoop();

    const found: string[] = [];
    for await (const { key } of world.s3.eachObject('reports')) found.push(key);

    expect(loop.stop().cpuMs).toBeLessThan(100);
    expect(found).toEqual(keys);
  });
});

describe('a body in chunks', () => {
  const headers = { 'content-encoding': 'aws-chunked', 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };

  it('can have a million chunks of one byte, and other requests are answered in the meantime', async () => {
    await using world = await startWorld();
    const body = Buffer.from(`${'1\r\nx\r\n'.repeat(1_000_000)}0\r\n\r\n`);
    const loop = watchEventLoop();

    const { status } = await world.raw('PUT', '/reports/chunks', { headers, body });

    expect(status).toBe(200);
    expect(world.s3.objects()).toMatchObject([{ key: 'chunks', size: 1_000_000 }]);
    expect(loop.stop().cpuMs).toBeLessThan(100);
  });

  it('with a signature must have 8,192 bytes in each chunk except the last, as on AWS', async () => {
    await using world = await startWorld();
    const send = (...sizes: number[]) => {
      const chunks = sizes.map((size) => `${size.toString(16)};chunk-signature=0\r\n${'x'.repeat(size)}\r\n`);
      const body = Buffer.from(`${chunks.join('')}0;chunk-signature=0\r\n\r\n`);
      const signed = { ...headers, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
      return world.raw('PUT', '/reports/signed', { headers: signed, body });
    };

    expect((await send(8192, 8192, 5)).status).toBe(200);
    expect((await send(5)).status).toBe(200);
    const { status, text } = await send(8192, 5, 8192);
    expect([status, text]).toEqual([403, expect.stringContaining('<Code>InvalidChunkSizeError</Code>')]);
    expect(text).toContain('<Chunk>2</Chunk><BadChunkSize>5</BadChunkSize>');
  });
});

/** None if the file was closed meanwhile. */
function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}
