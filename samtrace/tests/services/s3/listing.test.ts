import {
  CreateBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startWorld, type World } from './world.ts';

let world: World;
const KEYS = ['a', 'a/1', 'a/2', 'a/b/3', 'b', 'c/1', 'd e+f', 'ü', '\uE000', '\u{1F600}'];
beforeAll(async () => {
  world = await startWorld();
  for (const Key of KEYS.toReversed())
    await world.client.send(new PutObjectCommand({ Bucket: 'reports', Key, Body: 'x' }));
});
afterAll(async () => world[Symbol.asyncDispose]());

const list = (more: object = {}) => world.client.send(new ListObjectsV2Command({ Bucket: 'reports', ...more }));
const keysIn = ({ Contents = [] }: Pick<ListObjectsV2CommandOutput, 'Contents'>) => Contents.map(({ Key }) => Key);
const prefixesIn = ({ CommonPrefixes = [] }: ListObjectsV2CommandOutput) => CommonPrefixes.map(({ Prefix }) => Prefix);

describe('ListObjectsV2', () => {
  it('returns keys in the order of their UTF-8 bytes', async () => {
    const answer = await list();

    expect(keysIn(answer)).toEqual(KEYS);
    expect(answer).toMatchObject({ KeyCount: KEYS.length, IsTruncated: false, MaxKeys: 1000, Name: 'reports' });
    expect(answer.Contents?.[0]).toMatchObject({
      Size: 1,
      StorageClass: 'STANDARD',
      ETag: '"9dd4e461268c8034f5c8564e155c67a6"',
    });
    expect(answer.Contents?.[0]?.Owner).toBeUndefined();
    expect((await list({ FetchOwner: true })).Contents?.[0]?.Owner?.ID).toBe('000000000000');
  });

  it('groups keys by common prefixes', async () => {
    const top = await list({ Delimiter: '/' });
    const below = await list({ Delimiter: '/', Prefix: 'a/' });

    expect([keysIn(top), prefixesIn(top)]).toEqual([
      ['a', 'b', 'd e+f', 'ü', '\uE000', '\u{1F600}'],
      ['a/', 'c/'],
    ]);
    expect([keysIn(below), prefixesIn(below)]).toEqual([['a/1', 'a/2'], ['a/b/']]);
  });

  it('starts after a key, whether or not the key exists', async () => {
    expect(keysIn(await list({ StartAfter: 'a/2', Prefix: 'a' }))).toEqual(['a/b/3']);
    expect(keysIn(await list({ StartAfter: 'a/1x', Prefix: 'a' }))).toEqual(['a/2', 'a/b/3']);
  });

  it('returns every key and prefix once, for any page size', async () => {
    for (const MaxKeys of [1, 2, 3, 7]) {
      const seen: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const answer = await list({ Delimiter: '/', MaxKeys, ContinuationToken });
        expect(answer.KeyCount).toBeLessThanOrEqual(MaxKeys);
        seen.push(...keysIn(answer), ...prefixesIn(answer));
        ContinuationToken = answer.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      expect(seen.sort()).toEqual(['a', 'a/', 'b', 'c/', 'd e+f', 'ü', '\uE000', '\u{1F600}'].sort());
    }
  });

  it('returns URL-encoded keys on request', async () => {
    const { text } = await world.raw('GET', '/reports?list-type=2&encoding-type=url&prefix=d');

    expect(text).toContain('<Key>d+e%2Bf</Key>');
    expect(text).toContain('<EncodingType>url</EncodingType>');
  });

  it('is empty and complete for MaxKeys 0', async () => {
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it.each(['max-keys=-1', 'max-keys=x', 'encoding-type=xml', 'continuation-token='])(
    'rejects %s',
    async (parameter) => {
      const { status, text } = await world.raw('GET', `/reports?list-type=2&${parameter}`);

      expect([status, /<Code>(\w+)/.exec(text)?.[1]]).toEqual([400, 'InvalidArgument']);
    },
  );

  it('returns the same as a separate implementation', async () => {
    const unit = fc.constantFrom('a', 'b', '/', 'ü', '\u{1F600}', '\uE000');
    const some = fc.string({ unit, maxLength: 4 });
    await using own = await startWorld();
    const { index } = { index: own.s3 };
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 5 }), { maxLength: 12 }),
        some,
        fc.constantFrom('', '/', 'b'),
        fc.integer({ min: 1, max: 3 }),
        async (keys, prefix, delimiter, MaxKeys) => {
          for (const { key } of index.objects('reports'))
            await own.raw('DELETE', `/reports/${encodeURIComponent(key)}`);
          for (const key of keys) await own.raw('PUT', `/reports/${encodeURIComponent(key)}`);
          const matching = keys.filter((key) => key.startsWith(prefix));
          const expected = new Set(
            matching.map((key) => {
              const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
              return end < 0 ? key : key.slice(0, end + 1);
            }),
          );
          const seen: string[] = [];
          let token: string | undefined;
          do {
            const input = {
              Bucket: 'reports',
              Prefix: prefix,
              Delimiter: delimiter,
              MaxKeys,
              ContinuationToken: token,
            };
            const answer = await own.client.send(new ListObjectsV2Command(input));
            const names = [...keysIn(answer), ...prefixesIn(answer)].map(String);
            seen.push(...names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
            token = answer.NextContinuationToken;
          } while (token !== undefined);
          const inOrder = [...expected].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          expect(seen).toEqual(inOrder);
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('the older listings', () => {
  it('continue after a marker', async () => {
    const first = await world.client.send(new ListObjectsCommand({ Bucket: 'reports', Delimiter: '/', MaxKeys: 2 }));
    const second = await world.client.send(
      new ListObjectsCommand({ Bucket: 'reports', Delimiter: '/', MaxKeys: 2, Marker: first.NextMarker }),
    );

    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'a/', CommonPrefixes: [{ Prefix: 'a/' }] });
    expect(second).toMatchObject({ Contents: [{ Key: 'b' }], CommonPrefixes: [{ Prefix: 'c/' }] });
  });

  it('return one version of every object', async () => {
    const { Versions } = await world.client.send(new ListObjectVersionsCommand({ Bucket: 'reports', Prefix: 'a/' }));

    expect(Versions?.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ['a/1', 'null', true],
      ['a/2', 'null', true],
      ['a/b/3', 'null', true],
    ]);
  });
});

describe('ListBuckets', () => {
  it('returns the owner and the buckets, by prefix and in pages', async () => {
    await using own = await startWorld();
    for (const Bucket of ['b-one', 'b-two']) await own.client.send(new CreateBucketCommand({ Bucket }));
    const named = async (input: object) => {
      const { Buckets = [], ...rest } = await own.client.send(new ListBucketsCommand(input));
      return { ...rest, names: Buckets.map(({ Name }) => Name) };
    };

    expect(await named({})).toMatchObject({ names: ['b-one', 'b-two', 'reports'], Owner: { ID: '000000000000' } });
    expect((await named({ Prefix: 'b-' })).names).toEqual(['b-one', 'b-two']);
    const first = await named({ MaxBuckets: 2 });
    expect(first.names).toEqual(['b-one', 'b-two']);
    expect((await named({ MaxBuckets: 2, ContinuationToken: first.ContinuationToken })).names).toEqual(['reports']);
    expect((await named({ BucketRegion: 'eu-west-1' })).names).toEqual([]);
  });
});
