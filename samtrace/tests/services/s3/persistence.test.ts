import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { createS3 } from '../../../src/services/s3/service.ts';
import { startWorld, type World } from './world.ts';

const Bucket = 'reports';

async function everyText({ s3 }: World): Promise<Record<string, string>> {
  const texts = s3.objects().map(async ({ bucket, key }) => {
    const text = (await s3.getObject(bucket, key))?.body.toString() ?? 'missing';
    return [`${bucket}/${key}`, text] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

describe('a restart', () => {
  it('keeps every object unchanged, for any key, in every bucket', async () => {
    let world = await startWorld();
    await world.client.send(new CreateBucketCommand({ Bucket: 'not-in-the-template' }));
    const keys = [
      'plain.txt',
      'a:b',
      'a\\b',
      'a//b',
      '/a',
      'folder/',
      'folder/below',
      'plain.txt/below-an-object',
      './dots/../x',
      'control\u0001\n',
      'nul\0',
      '\u{1F600}',
      'x'.repeat(1024),
      '%41+ ?#&',
    ];
    for (const Key of keys) {
      for (const bucket of [Bucket, 'not-in-the-template']) {
        await world.client.send(
          new PutObjectCommand({ Bucket: bucket, Key, Body: `in ${Key}`, ContentType: 'text/x', Metadata: { m: '1' } }),
        );
      }
    }
    const before = { texts: await everyText(world), objects: world.s3.objects() };

    world = await world.restart();
    await using after = world;
    expect(Object.keys(before.texts)).toHaveLength(2 * keys.length);
    expect({ texts: await everyText(after), objects: after.s3.objects() }).toEqual(before);
    const read = await after.client.send(new GetObjectCommand({ Bucket, Key: 'a//b' }));
    expect(read).toMatchObject({ ContentType: 'text/x', Metadata: { m: '1' } });
    expect(await readFile(join(after.directory, Bucket, 'plain.txt'), 'utf8')).toBe('in plain.txt');
  });

  it('keeps any keys of any characters', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { maxLength: 8 }),
        async (keys) => {
          // A key that would name something outside its bucket is refused.
          const allowed = keys.filter((key) => !key.split('/').includes('..'));
          let world = await startWorld();
          for (const Key of allowed) await world.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
          world = await world.restart();
          await using after = world;
          const expected = Object.fromEntries(allowed.map((key) => [`${Bucket}/${key}`, key]));
          expect(await everyText(after)).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);

  it('does not restore a deleted object', async () => {
    let world = await startWorld();
    await world.client.send(new PutObjectCommand({ Bucket, Key: 'gone', Body: 'x' }));
    await world.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));

    world = await world.restart();
    await using after = world;
    expect(after.s3.objects()).toEqual([]);
    expect(await readdir(join(after.directory, '.s3', 'bodies'))).toEqual([]);
  });

  it('removes the incomplete files of a killed process', async () => {
    let world = await startWorld();
    await world.client.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: 'x' }));
    const leftover = '0b7c3a52-95a5-4c3f-8d59-0cbb1c3e7d11';
    await writeFile(join(world.directory, '.s3', 'bodies', leftover), 'half');
    await writeFile(join(world.directory, `.${leftover}`), 'half');

    world = await world.restart();
    await using after = world;
    expect(await readdir(join(after.directory, '.s3', 'bodies'))).toHaveLength(1);
    expect((await readdir(after.directory)).sort()).toEqual(['.s3', 'reports']);
  });
});

describe('kill -9', () => {
  it('loses no object that was acknowledged', async () => {
    const directory = await mkdtemp(join(tmpdir(), 's3-'));
    // Writes without end, and prints the number of the last object that is stored.
    const script = `
      import { createS3 } from ${JSON.stringify(join(import.meta.dirname, '../../../src/services/s3/service.ts'))};
      const s3 = createS3({ account: { accountId: '000000000000', region: 'us-east-1' }, directory: process.argv[1], authorize() {}, mayList: () => true });
      await s3.createBucket('reports');
      for (let i = 0; ; i++) {
        const request = { method: 'PUT', path: '/reports/' + i, query: new URLSearchParams(), headers: {}, body: Buffer.from('object ' + i), caller: { kind: 'developer' } };
        await s3.api.operation(request).run();
        process.stdout.write(i + '\\n');
        if (i === 200) process.kill(process.pid, 'SIGKILL');
      }`;
    const running = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, directory]);
    await running.then(
      () => expect('ended').toBe('killed'),
      (error: { signal: string; stdout: string }) => {
        expect([error.signal, error.stdout.trim().split('\n').at(-1)]).toEqual(['SIGKILL', '200']);
      },
    );

    await using world = await startWorld({ directory });
    expect(world.s3.objects()).toHaveLength(201);
    expect((await everyText(world))['reports/200']).toBe('object 200');
  });
});

describe('a disk without space', () => {
  it('fails a write with InternalError, stores nothing, and a conditional retry succeeds later', async () => {
    let isFull = true;
    await using world = await startWorld({
      async writeFile(path, body) {
        await writeFile(path, isFull ? body.subarray(0, 2) : body);
        if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      },
    });
    const put = () =>
      world.client.send(new PutObjectCommand({ Bucket, Key: 'report', Body: 'whole', IfNoneMatch: '*' }));

    await expect(put()).rejects.toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } });
    expect(world.s3.objects()).toEqual([]);
    await expect(world.client.send(new GetObjectCommand({ Bucket, Key: 'report' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    expect(await readdir(join(world.directory, '.s3', 'bodies'))).toEqual([]);

    isFull = false;
    await put();
    expect(await everyText(world)).toEqual({ 'reports/report': 'whole' });
  });

  it('keeps the object that a failed write would have replaced', async () => {
    let isFull = false;
    await using world = await startWorld({
      async writeFile(path, body) {
        if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        await writeFile(path, body);
      },
    });
    const put = (Body: string) => world.client.send(new PutObjectCommand({ Bucket, Key: 'report', Body }));
    await put('first');
    isFull = true;

    await expect(put('second')).rejects.toMatchObject({ name: 'InternalError' });
    expect(await everyText(world)).toEqual({ 'reports/report': 'first' });
  });
});

describe('a folder of objects with a symbolic link', () => {
  it.each(['.s3', '.s3/bodies', '.s3/index.sqlite'])('is rejected if %s is a symbolic link', async (name) => {
    const directory = await mkdtemp(join(tmpdir(), 's3-'));
    const outside = await mkdtemp(join(tmpdir(), 's3-'));
    const open = () =>
      createS3({ account: DEFAULT_ACCOUNT, directory, authorize: () => undefined, mayList: () => true });
    open().close();
    await rm(join(directory, name), { recursive: true });
    await symlink(outside, join(directory, name));

    expect(open).toThrow(/\.s3.* is a symbolic link/);
    expect(await readdir(outside)).toEqual([]);
    for (const each of [directory, outside]) await rm(each, { recursive: true });
  });
});
